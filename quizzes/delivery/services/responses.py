"""One answer, from the browser into the database."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.people.models import Person
from lms.web.errors import BadInput, Refusal
from quizzes import scoring
from quizzes.delivery.models import Attempt, PresentedItem, Response
from quizzes.delivery.served import Served
from quizzes.delivery.services import locks
from quizzes.types import registry


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


class Outrun(BadInput):
    """The answer leaves out what was done already, as a page does that had been open for long."""

    def __init__(self, skipped: bool) -> None:
        super().__init__(
            _("You have begun this task, so it cannot be skipped any more. You may leave it as it is and go on.")
            if skipped
            else _("More was done here meanwhile. This is where you stand now.")
        )


@dataclass(frozen=True)
class Sent:
    """One answer as a browser sent it, see `record_response`."""

    position: int
    payload: object
    client_id: str
    client: str = ""
    based_on: int | None = None
    served: bool = False


@transaction.atomic
def record_response(
    *,
    attempt: Attempt,
    position: int,
    payload: object,
    client_id: str,
    client: str = "",
    based_on: int | None = None,
    served: bool = False,
    now: datetime | None = None,
) -> Saved:
    """Store one answer to the item at `position`; confirm it to nobody before the transaction has committed.

    The same `client_id` stores once and returns the stored row, whatever came since. An answer after the deadline and
    its grace, after handing in, or to an item that is locked is kept as `late` and never scored. `based_on` is the seq
    that the sender had seen for this item, 0 for none: Conflict if another `client` stored a different answer since.
    None skips that check (paper, simulation). `served` says that the payload names the options as browsers see them
    (`Served`). BadInput for an answer that does not fit the item; Outrun for one that cuts off what was done. Four
    queries; five where the rules lock items.
    """
    sent = Sent(position, payload, client_id, client, based_on, served)
    return _only(_store_all(attempt, [sent], now or timezone.now()))


@transaction.atomic
def record_own_response(*, person: Person, uuid: UUID, sent: Sent, now: datetime) -> Saved:
    """The same for the person's attempt of that uuid, which is locked and read together with the item: three queries,
    since this is what a site under load does most. Attempt.DoesNotExist where it is another person's, or nobody's."""
    rows = PresentedItem.objects.visible_to(person).with_content().select_related("attempt")
    presented = rows.filter(attempt__uuid=uuid, position=sent.position).select_for_update(of=("attempt",)).first()
    if presented is None:
        return _only(_store_all(Attempt.objects.visible_to(person).get(uuid=uuid), [sent], now))
    return _only(_store(presented.attempt, {presented.position: presented}, [sent], now))


@transaction.atomic
def record_responses(*, attempt: Attempt, sent: Sequence[Sent], now: datetime) -> list[Saved | Conflict]:
    """The same for the answers of a whole page, in their order and in as many queries as for one; those that conflict
    are told and not stored, the others are. BadInput stores none."""
    return _store_all(attempt, sent, now)


def _store_all(attempt: Attempt, sent: Sequence[Sent], now: datetime) -> list[Saved | Conflict]:
    locked = Attempt.objects.select_for_update().get(pk=attempt.pk)
    rows = locked.presented.with_content().filter(position__in={one.position for one in sent}).order_by()
    return _store(locked, {row.position: row for row in rows}, sent, now)


def _only(outcome: list[Saved | Conflict]) -> Saved:
    (one,) = outcome
    if isinstance(one, Conflict):
        raise one
    return one


def _store(
    attempt: Attempt, items: Mapping[int, PresentedItem], sent: Sequence[Sent], now: datetime
) -> list[Saved | Conflict]:
    """The attempt must be locked; `items` are by position those of its items that were answered."""
    for one in sent:
        _check_ids(one.client_id, one.client, one.based_on)
    known, standing, newest = _earlier(attempt, items.values(), {one.client_id for one in sent})
    new: list[Response] = []
    outcome: list[Saved | Conflict] = []
    for one in sent:
        row: Response | Conflict | None = known.get(one.client_id)
        if row is None:
            row = _answer(attempt, one, items.get(one.position), standing, now)
            if isinstance(row, Response):
                row.seq = newest = newest + 1
                known[row.client_id] = row
                new.append(row)
        outcome.append(_saved(row, attempt, now) if isinstance(row, Response) else row)
    Response.objects.bulk_create(new)
    return outcome


def _answer(
    attempt: Attempt, sent: Sent, presented: PresentedItem | None, standing: dict[int, Response], now: datetime
) -> Response | Conflict:
    if presented is None:
        raise BadInput(_("This sitting has no question %(number)s.") % {"number": sent.position})
    checked = _checked(presented, sent)
    late = not attempt.takes_answers(now) or not locks.takes(attempt, presented)
    last = standing.get(presented.pk)
    if not late and last is not None and not _goes_on(presented, last, checked):
        raise Outrun(scoring.is_skipped(checked))
    if not late and last is not None and _is_stale(sent, last) and last.payload != checked:
        last.presented = presented
        return Conflict(last, checked)
    return Response(
        attempt=attempt,
        presented=presented,
        client_id=sent.client_id,
        client=sent.client,
        based_on=sent.based_on,
        payload=checked,
        received_at=now,
        late=late,
    )


def _is_stale(sent: Sent, last: Response) -> bool:
    """Whether another browser answered after what this one had seen."""
    return sent.based_on is not None and last.seq > sent.based_on and last.client != sent.client


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


def _earlier(
    attempt: Attempt, items: Collection[PresentedItem], client_ids: Collection[str]
) -> tuple[dict[str, Response], dict[int, Response], int]:
    """What is stored already under these ids, the answers that stand by presented item, and the attempt's highest seq,
    0 before the first answer."""
    highest = attempt.responses.order_by("-seq").values("seq")[:1]
    wanted = Q(client_id__in=client_ids) | Q(presented__in=items) | Q(seq=Subquery(highest))
    found = list(attempt.responses.filter(wanted).order_by("seq"))
    ids, shown = set(client_ids), {item.pk for item in items}
    known = {row.client_id: row for row in found if row.client_id in ids}
    standing = {row.presented_id: row for row in found if row.presented_id in shown and not row.late}
    return known, standing, found[-1].seq if found else 0


def _goes_on(presented: PresentedItem, before: Response, payload: dict[str, Any]) -> bool:
    return scoring.follows(presented.version.item.kind, before.payload, payload)


def _checked(presented: PresentedItem, sent: Sent) -> dict[str, Any]:
    version = presented.version
    payload = Served(version).back(sent.payload) if sent.served else sent.payload
    try:
        return scoring.validate(version.item.kind, payload, version.body, presented.option_order)
    except ValueError:
        own = registry.kind(version.item.kind).unfit
        raise BadInput(own or _("This answer does not fit the question. Please choose once more.")) from None
