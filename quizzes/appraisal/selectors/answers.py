"""The answers of a test in the shape that the scoring takes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F

from quizzes.appraisal.models import Booklet, BookletItem
from quizzes.appraisal.rule import ScoringRule
from quizzes.appraisal.scoring import Answer
from quizzes.appraisal.selectors.rounds import Basis
from quizzes.calibration.models import ItemParameter
from quizzes.delivery.models import Attempt, Outcome, PresentedItem, Response, Score
from quizzes.delivery.selectors.sitting_rows import AT_ONCE
from quizzes.scoring import is_skipped


@dataclass(frozen=True)
class Gathered:
    """`calibrated` of the answers have a calibrated difficulty. `outcomes` are those in force of all sittings."""

    answers: list[Answer]
    calibrated: int
    outcomes: list[int]
    pending: bool
    assisted: bool


def gather(booklets: Sequence[Booklet], basis: Basis, rule: ScoringRule) -> Gathered:
    """What counts of these booklets, in the order in which it was asked, difficulties on the common scale. Seven
    queries.

    An item that was passed over counts 0; when the server closed a sitting, what lies behind the last answer was not
    reached and does not count.
    """
    attempts = list(
        Attempt.objects.filter(booklet_sitting__booklet__in=booklets)
        .exclude(state=Attempt.State.OPEN)
        .select_related("booklet_sitting")
        .order_by("pk")
    )
    outcomes = list(Outcome.objects.filter(attempt__in=attempts, superseded_by=None).order_by("pk"))
    scored = set(
        BookletItem.objects.filter(booklet__in=booklets, part=BookletItem.Part.SCORED).values_list("booklet", "item")
    )
    points, seconds = _points(attempts), _seconds(attempts)
    reached = {attempt.pk: _reached(attempt, points) for attempt in attempts}
    of = {attempt.pk: attempt.booklet_sitting.booklet_id for attempt in attempts}
    shown = PresentedItem.objects.filter(attempt__in=attempts)
    rows = [
        row
        for row in shown.select_related("version__item__competence__area").order_by("attempt", "position")
        if (of[row.attempt_id], row.version.item_id) in scored and row.position <= reached[row.attempt_id]
    ]
    known = _parameters(basis, [row.version_id for row in rows])
    answers = []
    for row in rows:
        item = row.version.item
        difficulty, error = known.get(row.version_id, (item.band, rule.band_sd))
        area = item.competence.area.code
        answers.append(Answer(points.get(row.pk, 0.0), difficulty, error, area, item.kind, seconds.get(row.pk)))
    return Gathered(
        answers=answers,
        calibrated=sum(row.version_id in known for row in rows),
        outcomes=[outcome.pk for outcome in outcomes],
        pending=any(outcome.pending for outcome in outcomes) or len(outcomes) < len(attempts),
        assisted=any(attempt.assisted_by for attempt in attempts),
    )


def _points(attempts: Sequence[Attempt]) -> dict[int, float]:
    """presented item -> share of its points, by the last answer in time and its score in force."""
    scores = Score.objects.filter(response__attempt__in=attempts, response__late=False, superseded_by=None)
    rows = scores.order_by("response__seq", "pk").values_list(F("response__presented"), "points", "max_points")
    return {presented: points / most if most else 0.0 for presented, points, most in rows}


def _reached(attempt: Attempt, points: dict[int, float]) -> int:
    """The position of the last item that was come to."""
    if attempt.state != Attempt.State.CLOSED:
        return 10_000
    answered = attempt.presented.filter(pk__in=points).order_by("-position").values_list("position", flat=True)
    return answered.first() or 0


def _seconds(attempts: Sequence[Attempt]) -> dict[int, float]:
    """presented item -> seconds spent on it, from the event before each of its answers; without what was skipped, sent
    together with another, or written on paper."""
    events = Response.objects.filter(attempt__in=[one for one in attempts if one.mode != Attempt.Mode.PAPER])
    before: dict[int, datetime] = {}
    spent: dict[int, float] = {}
    unknown: set[int] = set()
    rows = events.order_by("attempt", "seq").values_list(
        "attempt", "attempt__started_at", "presented", "received_at", "payload"
    )
    for attempt, started, presented, at, payload in rows:
        took = (at - before.get(attempt, started)).total_seconds()
        before[attempt] = at
        if took < AT_ONCE or is_skipped(payload):
            unknown.add(presented)
        spent[presented] = spent.get(presented, 0.0) + max(took, 0.0)
    return {presented: value for presented, value in spent.items() if presented not in unknown}


def _parameters(basis: Basis, versions: Sequence[int]) -> dict[int | None, tuple[float, float]]:
    if basis.calibration is None:
        return {}
    rows = ItemParameter.objects.filter(calibration=basis.calibration, item_version__in=versions)
    return {version: (b + basis.shift, se) for version, b, se in rows.values_list("item_version", "difficulty", "se")}
