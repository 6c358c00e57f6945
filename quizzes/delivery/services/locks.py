"""When an item of a sitting under way takes no more answers."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from lms.web.errors import BadInput, Refusal
from quizzes.delivery.models import Attempt, ItemLock, PresentedItem


def leave(*, attempt: Attempt, position: int, now: datetime) -> None:
    """The person goes on from the item at `position`: where the rules lead only forward, it and what lies before it
    are not opened again. Nothing happens where they do not."""
    if not attempt.only_forward:
        return
    with transaction.atomic():
        locked = _under_way(attempt, now)
        _lock(locked.presented.filter(position__lte=position, lock=None), ItemLock.Reason.LEFT, now)


@transaction.atomic
def see(*, attempt: Attempt, position: int, now: datetime) -> None:
    """The person wants to know whether the answer to the item at `position` is right: from now on it stands. Refusal
    where the rules show nothing yet, or nothing was answered. Seeing it again changes nothing."""
    if not attempt.shows_each:
        raise Refusal(_("This sitting shows its answers later."))
    locked = _under_way(attempt, now)
    if not locked.responses.filter(presented__position=position, late=False).exists():
        raise Refusal(_("Please answer the question first, or skip it."))
    _lock(locked.presented.filter(position=position, lock=None), ItemLock.Reason.SEEN, now)


def _under_way(attempt: Attempt, now: datetime) -> Attempt:
    """The locked row, so that no answer slips in between."""
    locked = Attempt.objects.select_for_update().get(pk=attempt.pk)
    if not locked.takes_answers(now):
        raise Refusal(_("This sitting is over; nothing can be changed any more."))
    return locked


def _lock(items: QuerySet[PresentedItem], reason: str, now: datetime) -> None:
    ItemLock.objects.bulk_create(ItemLock(presented=one, reason=reason, at=now) for one in items)


def takes(attempt: Attempt, presented: PresentedItem) -> bool:
    """Whether the item of an open attempt still takes an answer. BadInput for one that lies ahead where the rules lead
    only forward. No query where the rules lock nothing."""
    if not attempt.only_forward and attempt.rule("feedback") != "after_item":
        return True
    open_ones = attempt.presented.filter(lock=None).order_by("position")
    positions = list(open_ones.values_list("position", flat=True))
    if attempt.only_forward and positions and presented.position > positions[0]:
        raise BadInput(_("Please answer the questions one after the other."))
    return presented.position in positions
