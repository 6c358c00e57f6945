"""One act on many items: all of them or none."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from lms.audit.services import log
from lms.people.models import Person
from lms.web.errors import BadInput, Refusal
from quizzes.bank.models import Item
from quizzes.bank.services import guards, publishing, reviewing, tagging

MOST = 1000
LABELS: dict[str, str | Promise] = {
    "send": gettext_lazy("Send for review"),
    "publish": pgettext_lazy("button", "Publish"),
    "retire": pgettext_lazy("button", "Retire"),
    "restore": gettext_lazy("Use again"),
    "tag": gettext_lazy("Add tags"),
    "untag": gettext_lazy("Take tags away"),
    "date": gettext_lazy("Move the day of checking"),
}
COMMITTEE = frozenset({"publish", "retire", "restore"})


@dataclass(frozen=True)
class Choice:
    """What the acts need beside the items."""

    tags: Sequence[str] = ()
    day: date | None = None
    note: str = ""


@dataclass(frozen=True)
class Refused:
    """One item that will not have it, and why."""

    item: Item
    reason: str


def look(*, act: str, items: Sequence[Item], choice: Choice, by: Person, now: datetime) -> list[Refused]:
    """What would be refused; nothing is written."""
    with transaction.atomic():
        refused = _try(act, items, choice, by, now)
        transaction.set_rollback(True)
    return refused


def apply(*, act: str, items: Sequence[Item], choice: Choice, by: Person, now: datetime) -> list[Refused]:
    """Done for all, or for none: then why not, item by item. One entry in the audit beside those of the items."""
    with transaction.atomic():
        refused = _try(act, items, choice, by, now)
        if refused:
            transaction.set_rollback(True)
        else:
            log.record(
                actor_uuid=by.uuid,
                verb="items.bulk",
                object_type="item",
                object_id=act,
                purpose=f"{len(items)}: {', '.join(item.slug for item in items)}",
                now=now,
            )
    return refused


def _try(act: str, items: Sequence[Item], choice: Choice, by: Person, now: datetime) -> list[Refused]:
    if act not in LABELS:
        raise BadInput(_("There is no such act."))
    if not items:
        raise BadInput(_("Choose at least one item."))
    if len(items) > MOST:
        raise BadInput(_("At most %(count)d items at a time; narrow the list.") % {"count": MOST})
    if act in {"tag", "untag"} and not tagging.cleaned(choice.tags):
        raise BadInput(_("Write at least one tag."))
    refused = []
    for item in items:
        try:
            with transaction.atomic():
                ACTS[act](item, choice, by, now)
        except Refusal as refusal:
            refused.append(Refused(item, str(refusal)))
    return refused


def _send(item: Item, choice: Choice, by: Person, now: datetime) -> None:
    reviewing.send(item=item, by=by, now=now, note=choice.note)


def _publish(item: Item, choice: Choice, by: Person, now: datetime) -> None:
    publishing.publish(item=item, by=by, now=now)


def _retire(item: Item, choice: Choice, by: Person, now: datetime) -> None:
    publishing.retire(item=item, by=by, now=now)


def _restore(item: Item, choice: Choice, by: Person, now: datetime) -> None:
    publishing.restore(item=item, by=by, now=now)


def _tag(item: Item, choice: Choice, by: Person, now: datetime) -> None:
    tagging.add_tags(item=item, names=choice.tags, by=by, now=now)


def _untag(item: Item, choice: Choice, by: Person, now: datetime) -> None:
    gone = set(tagging.cleaned(choice.tags))
    there = item.tagged.values_list("tag__name", flat=True)
    tagging.set_tags(item=item, names=[name for name in there if name not in gone], by=by, now=now)


def _date(item: Item, choice: Choice, by: Person, now: datetime) -> None:
    guards.allow_writing(by, item.bank)
    if item.expires_on != choice.day:
        Item.objects.filter(pk=item.pk).update(expires_on=choice.day)


ACTS: dict[str, Callable[[Item, Choice, Person, datetime], None]] = {
    "send": _send,
    "publish": _publish,
    "retire": _retire,
    "restore": _restore,
    "tag": _tag,
    "untag": _untag,
    "date": _date,
}
