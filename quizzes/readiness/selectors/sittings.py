"""What a sitting tells about each competence: its scored answers in the shape that the measurement takes."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from lms.people.models import Person
from quizzes.calibration.selectors.difficulties import Difficulty, difficulties_of
from quizzes.delivery.models import Attempt, PresentedItem, Quiz, Score
from quizzes.readiness.models import LevelDecision


@dataclass
class Answers:
    """The answers to the items of one competence: points as a share; difficulties in logits, calibrated or the experts'
    band; their standard errors, None for a band; and levels."""

    scores: list[float] = field(default_factory=list)
    difficulties: list[float] = field(default_factory=list)
    errors: list[float | None] = field(default_factory=list)
    levels: list[int] = field(default_factory=list)


def answers_of(attempt: Attempt, calibrations: Collection[int] = ()) -> dict[int, Answers]:
    """competence -> answers, in the order of the sitting. Two queries, and one for the difficulties where there are
    calibrations.

    An item that was passed over counts 0. When the server closed the sitting, what lies behind the last answer was not
    reached, and does not count: running out of time is not a wrong answer.
    """
    return answers_of_many([attempt], calibrations=calibrations).get(attempt.pk, {})


def answers_of_many(
    attempts: Collection[Attempt],
    points_instead: Mapping[int, float] | None = None,
    *,
    calibrations: Collection[int] = (),
) -> dict[int, dict[int, Answers]]:
    """attempt -> the same of each, in as many queries. `points_instead` holds other points by presented item: what
    would be, if it were scored so."""
    points = _points(attempts) | dict(points_instead or {})
    shown: dict[int, list[PresentedItem]] = {}
    rows = PresentedItem.objects.filter(attempt__in=[attempt.pk for attempt in attempts])
    wanted = ("version__item__competence", "version__item__level", "version__item__band")
    for row in rows.select_related("version__item").only("attempt", "position", *wanted).order_by("position"):
        shown.setdefault(row.attempt_id, []).append(row)
    versions = {row.version_id for one in shown.values() for row in one}
    known = difficulties_of(versions, calibrations)
    return {attempt.pk: _by_competence(attempt, shown.get(attempt.pk, []), points, known) for attempt in attempts}


def _by_competence(
    attempt: Attempt, shown: list[PresentedItem], points: Mapping[int, float], known: Mapping[int, Difficulty]
) -> dict[int, Answers]:
    if attempt.state == Attempt.State.CLOSED:
        last = max((item.position for item in shown if item.pk in points), default=-1)
        shown = [item for item in shown if item.position <= last]
    found: dict[int, Answers] = {}
    for presented in shown:
        item = presented.version.item
        answers = found.setdefault(item.competence_id, Answers())
        answers.scores.append(points.get(presented.pk, 0.0))
        calibrated = known.get(presented.version_id)
        answers.difficulties.append(calibrated.value if calibrated else item.band)
        answers.errors.append(calibrated.se if calibrated else None)
        answers.levels.append(item.level)
    return found


def _points(attempts: Collection[Attempt]) -> dict[int, float]:
    """presented item -> share of its points, by the last answer in time and its score in force."""
    scores = Score.objects.filter(
        response__attempt__in=[attempt.pk for attempt in attempts], response__late=False, superseded_by=None
    )
    rows = scores.order_by("response__seq", "pk").values_list("response__presented_id", "points", "max_points")
    return {presented_id: points / most if most else 0.0 for presented_id, points, most in rows}


def quiz_to_take_again(person: Person, decision: LevelDecision | None) -> Quiz | None:
    """The open assessment that the person took last in this competence, where the next level wants another form of it
    or more items. Whoever is further off reads first."""
    codes = decision.missing if decision else []
    if decision is None or not any(code == "second_form" or code.startswith("items:") for code in codes):
        return None
    taken = Quiz.objects.filter(
        attempts__person=person, competence=decision.competence_id, purpose=Quiz.Purpose.MODULE, open=True
    )
    return taken.order_by("-attempts__started_at").first()
