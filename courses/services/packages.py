"""A module goes for approval as a whole, and goes live as a whole or not at all."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Revision, TaskState, WorkflowState
from wagtail.workflows import publish_workflow_state

from courses.models import LessonPage, ModulePage, PackageTaskState
from courses.selectors import packages
from lms.audit.services import log
from lms.people.models import Person
from lms.web.errors import Refusal
from quizzes.bank.services import items as bank
from quizzes.models import Item


@transaction.atomic
def note_contents(state: TaskState) -> None:
    """A round of approval begins: write down what was handed in."""
    page = state.workflow_state.content_object
    if isinstance(state, PackageTaskState) and isinstance(page, ModulePage):
        state.contents = packages.contents_of(page)
        state.save(update_fields=["contents"])


@transaction.atomic
def finish(workflow_state: WorkflowState, user: Person | None = None) -> None:
    """The last step approved (see `courses.approval`): the page goes live, and with it, in one transaction,
    exactly the drafts that were handed in. Refusal when one of them has been changed since."""
    page = workflow_state.content_object
    state = _last_round(workflow_state)
    if not isinstance(page, ModulePage) or state is None:
        publish_workflow_state(workflow_state, user=user)
        return
    if packages.contents_of(page) != state.contents:
        raise Refusal(
            _(
                "A lesson, an item or the task was changed after this package was handed in. Request changes, look at "
                "it again, and have it handed in anew. Nothing was published."
            )
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
