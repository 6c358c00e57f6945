"""A module goes for approval as a whole, and goes live as a whole or not at all."""

from contextlib import suppress
from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page, Revision, TaskState, WorkflowState
from wagtail.workflows import publish_workflow_state

from courses.models import LessonPage, ModulePage, PackageTaskState
from courses.selectors import packages
from lms.audit.services import log
from lms.notify.services import notices
from lms.people.models import Person
from lms.web.errors import Refusal
from quizzes.bank.services import items as bank
from quizzes.models import Item


@transaction.atomic
def note_contents(state: TaskState) -> None:
    """A round of approval begins: write down what was handed in, and tell those who approve."""
    page = _page_of(state.workflow_state)
    if not isinstance(state, PackageTaskState) or not isinstance(page, ModulePage):
        return
    state.contents = packages.contents_of(page)
    state.save(update_fields=["contents"])
    now = timezone.now()
    if state.workflow_state.requested_by is not None:
        _send_items(page, state.workflow_state.requested_by, now)
    for person in Person.objects.filter(groups__in=state.task.specific.groups.all(), is_active=True).distinct():
        notices.tell(
            to_uuid=person.uuid,
            kind="review",
            key=f"review:{state.pk}:{person.uuid}",
            text=_("The module “%(title)s” was handed in for approval.") % {"title": page.draft_title},
            url=reverse("wagtailadmin_pages:edit", args=[page.pk]),
            now=now,
        )


def _send_items(page: ModulePage, by: Person, now: datetime) -> None:
    """What nobody has checked yet is sent to those who may; an item that is incomplete stays where it is, and keeps the
    package from being approved."""
    for item in packages.waiting_items(page.row):
        with suppress(Refusal), transaction.atomic():
            bank.send(item=item, by=by, now=now)


def tell_outcome(workflow_state: WorkflowState) -> None:
    """Whoever handed a module in is told what became of it."""
    page, author = _page_of(workflow_state), workflow_state.requested_by
    if not isinstance(page, ModulePage) or author is None:
        return
    if workflow_state.status == WorkflowState.STATUS_APPROVED:
        text = _("The module “%(title)s” was approved and is published.")
    else:
        text = _("Changes are wanted to the module “%(title)s”. The remark stands in its history.")
    notices.tell(
        to_uuid=author.uuid,
        kind="review",
        key=f"reviewed:{workflow_state.pk}:{workflow_state.current_task_state_id}:{workflow_state.status}",
        text=text % {"title": page.draft_title},
        url=reverse("wagtailadmin_pages:edit", args=[page.pk]),
        now=timezone.now(),
    )


def _page_of(workflow_state: WorkflowState) -> Any:
    """The page itself; Wagtail gives the bare one of the tree."""
    thing = workflow_state.content_object
    return thing.specific if isinstance(thing, Page) else thing


@transaction.atomic
def finish(workflow_state: WorkflowState, user: Person | None = None) -> None:
    """The last step approved (see `courses.approval`): the page goes live, and with it, in one transaction,
    exactly the drafts that were handed in. Refusal when one of them has been changed since."""
    page = _page_of(workflow_state)
    state = _last_round(workflow_state)
    if not isinstance(page, ModulePage) or state is None:
        publish_workflow_state(workflow_state, user=user)
        return
    if not packages.still_holds(page, state.contents):
        raise Refusal(
            _(
                "A lesson, an item or the task was changed after this package was handed in. Request changes, look at "
                "it again, and have it handed in anew. Nothing was published."
            )
        )
    unchecked = [item.stem or item.slug for item in packages.waiting_items(page.row) if packages.is_unchecked(item)]
    if unchecked:
        raise Refusal(
            _(
                "Not checked yet: %(items)s. A trainer who did not write them checks them first; then approve the "
                "module here once more. Nothing was published."
            )
            % {"items": "；".join(stem[:30] for stem in unchecked[:5]) + ("…" if len(unchecked) > 5 else "")}
        )
    publish_workflow_state(workflow_state, user=user)
    _publish(state.contents, page, user)


def _last_round(workflow_state: WorkflowState) -> PackageTaskState | None:
    state = PackageTaskState.objects.filter(workflow_state=workflow_state, status=TaskState.STATUS_APPROVED)
    return state.order_by("-pk").first()


def _publish(contents: dict[str, Any], page: ModulePage, user: Person | None) -> None:
    now = timezone.now()
    for revision in Revision.objects.filter(pk__in=contents["lessons"].values()).order_by("pk"):
        _publish_lesson(revision, page, user)
    for item in Item.objects.filter(pk__in=contents["items"]).order_by("pk"):
        bank.publish(item=item, by=user, now=now)
    log.record(
        actor_uuid=user.uuid if user else None,
        verb="module.package_published",
        object_type="module",
        object_id=page.slug,
        purpose=_("%(lessons)d lessons, %(items)d items")
        % {"lessons": len(contents["lessons"]), "items": len(contents["items"])},
        now=now,
    )


def _publish_lesson(revision: Revision, page: ModulePage, user: Person | None) -> None:
    """With its module's page: where that waits for its hour, the lesson waits for the same."""
    waiting = page.get_latest_revision_as_object().go_live_at
    lesson = revision.as_object()
    assert isinstance(lesson, LessonPage)
    if waiting is not None and waiting > timezone.now() and lesson.go_live_at is None:
        lesson.go_live_at = waiting
        revision = lesson.save_revision(user=user)
    revision.publish(user=user)
