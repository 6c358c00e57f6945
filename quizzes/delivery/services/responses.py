"""One answer, from the browser into the database."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.web.errors import BadInput, Refusal
from quizzes import scoring
from quizzes.delivery.models import Attempt, PresentedItem, Response
from quizzes.delivery.services import locks


@dataclass(frozen=True)
class Saved:
    """An answer that is stored once the caller's transaction commits. `attempt` is the row as it was read under its
    lock; `locked` tells of a late one that the sitting goes on."""

    response: Response
    seq: int
    saved_at: datetime
    late: bool
    attempt: Attempt
    locked: bool


class Conflict(Refusal):
    """Another device answered the same item meanwhile; the learner chooses. `current` is the answer that stands,
    `payload` the one that was sent and not stored."""

    def __init__(self, current: Response, payload: dict[str, Any]) -> None:
        super().__init__(
            _("This question was answered on another device meanwhile. Please choose which answer counts.")
        )
        self.current = current
        self.payload = payload


@transaction.atomic
def record_response(
    *,
    attempt: Attempt,
    position: int,
    payload: object,
    client_id: str,
    client: str = "",
    based_on: int | None = None,
    now: datetime | None = None,
) -> Saved:
    """Store one answer to the item at `position`; confirm it to nobody before the transaction has committed.

    The same `client_id` stores once and returns the stored row, whatever came since. An answer after the deadline and
    its grace, after handing in, or to an item that is locked is kept as `late` and never scored. `based_on` is the seq
    that the sender had seen for this item, 0 for none: Conflict if another `client` stored a different answer since.
    None skips that check (paper, simulation). BadInput for an answer that does not fit the item. Six queries; seven
    where the rules lock items.
    """
    now = now or timezone.now()
    _check_ids(client_id, client, based_on)
    attempt = Attempt.objects.select_for_update().get(pk=attempt.pk)
    if (stored := Response.objects.filter(attempt=attempt, client_id=client_id).first()) is not None:
        return _saved(stored, attempt, now)
    presented = _presented(attempt, position)
    checked = _checked(presented, payload)
    late = not attempt.takes_answers(now) or not locks.takes(attempt, presented)
    last = _last_rows(attempt, presented)
    if not late and based_on is not None and last.of_item is not None:
        newer = last.of_item.seq > based_on and last.of_item.client != client
        if newer and last.of_item.payload != checked:
            raise Conflict(last.of_item, checked)
    response = Response(
        attempt=attempt,
        presented=presented,
        client_id=client_id,
        client=client,
        seq=last.seq + 1,
        based_on=based_on,
        payload=checked,
        received_at=now,
        late=late,
    )
    response.save(force_insert=True)
    return _saved(response, attempt, now)


def _saved(response: Response, attempt: Attempt, now: datetime) -> Saved:
    return Saved(
        response=response,
        seq=response.seq,
        saved_at=response.received_at,
        late=response.late,
        attempt=attempt,
        locked=response.late and attempt.takes_answers(now),
    )


def _check_ids(client_id: str, client: str, based_on: int | None) -> None:
    if not 1 <= len(client_id) <= 40 or len(client) > 40 or (based_on is not None and based_on < 0):
        raise BadInput(_("This answer could not be read. Please open the page again."))


def _presented(attempt: Attempt, position: int) -> PresentedItem:
    try:
        return attempt.presented.select_related("version__item").get(position=position)
    except PresentedItem.DoesNotExist:
        raise BadInput(_("This sitting has no question %(number)s.") % {"number": position}) from None


def _checked(presented: PresentedItem, payload: object) -> dict[str, Any]:
    try:
        version = presented.version
        return scoring.validate(version.item.kind, payload, version.body, presented.option_order)
    except ValueError:
        raise BadInput(_("This answer does not fit the question. Please choose once more.")) from None


@dataclass(frozen=True)
class _Last:
    seq: int
    of_item: Response | None


def _last_rows(attempt: Attempt, presented: PresentedItem) -> _Last:
    newest = attempt.responses.order_by("-seq").values_list("seq", flat=True).first()
    of_item = presented.responses.filter(late=False).order_by("-seq").first() if newest else None
    return _Last(newest or 0, of_item)
