"""What the tests of readiness stand on."""

from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from lms.people.models import Person
from quizzes.bank.models import Item, ItemBank, ItemKey, ItemVersion, Task
from quizzes.delivery.models import Attempt, Observation, Outcome, PresentedItem, Quiz, Response, Score
from quizzes.framework.models import Competence
from quizzes.framework.services import load as framework
from quizzes.readiness.services import rules
from tests.factories import make_person

NOW = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
TODAY = date(2026, 11, 24)
_numbers = count(1)
BANDS = [(1, -1.2), (1, -1.0), (1, -0.9), (1, -0.8), (2, -0.1), (2, 0.0), (2, 0.1), (2, 0.2)]
BANDS += [(3, 0.8), (3, 0.9), (3, 1.0), (3, 1.2)]


def load_all() -> None:
    """Framework, rule and thresholds."""
    if not Competence.objects.exists():
        framework.load()
        rules.load()


def competence(code: str = "A1") -> Competence:
    load_all()
    return Competence.objects.get(code=code)


def make_quiz(code: str = "A1", purpose: str = Quiz.Purpose.MODULE) -> Quiz:
    number = next(_numbers)
    return Quiz.objects.create(
        slug=f"quiz-{number}", title="认识数智人大・测评", purpose=purpose, competence=competence(code)
    )


def make_items(code: str = "A1", bands: list[tuple[int, float]] = BANDS) -> list[ItemVersion]:
    """Published items of those levels and expert bands, in a bank of their own."""
    number = next(_numbers)
    bank = ItemBank.objects.create(slug=f"bank-{number}", title="题库", purpose=ItemBank.Purpose.MODULE)
    versions = []
    for position, (level, band) in enumerate(bands):
        item = Item.objects.create(
            bank=bank,
            slug=f"item-{number}-{position}",
            kind="boolean",
            competence=competence(code),
            level=level,
            band=band,
        )
        version = ItemVersion.objects.create(item=item, number=1, body={"stem": "题"}, published_at=NOW)
        ItemKey.objects.create(version=version, key={"correct": "true"}, at=NOW)
        versions.append(version)
    return versions


def sit(
    person: Person,
    right: list[float | None],
    *,
    quiz: Quiz | None = None,
    code: str = "A1",
    at: datetime = NOW,
    versions: list[ItemVersion] | None = None,
    passed: bool = True,
    **fields: Any,
) -> Attempt:
    """A finished sitting, written by hand without any signal: `right` holds the points of each item in order, None for
    an item that was not answered."""
    versions = versions or make_items(code, BANDS[: len(right)])
    quiz = quiz or make_quiz(code)
    attempt = Attempt.objects.create(
        person=person,
        quiz=quiz,
        number=Attempt.objects.filter(person=person, quiz=quiz).count() + 1,
        rules={"pass_share": 0.6},
        seed=1,
        mode="phone",
        state=fields.pop("state", Attempt.State.SUBMITTED),
        started_at=at - timedelta(minutes=9),
        submitted_at=at,
        **fields,
    )
    for position, (version, points) in enumerate(zip(versions, right, strict=True)):
        shown = PresentedItem.objects.create(attempt=attempt, version=version, position=position, option_order=[])
        if points is not None:
            answer = Response.objects.create(
                attempt=attempt,
                presented=shown,
                client_id=f"c{position}",
                seq=position + 1,
                payload={"choice": "true"},
                received_at=at,
            )
            key = version.keys.get()
            Score.objects.create(response=answer, key=key, scorer_version=1, points=points, at=at)
    Outcome.objects.create(
        attempt=attempt, points=sum(points or 0 for points in right), max_points=len(right), passed=passed, at=at
    )
    return attempt


def make_task(code: str = "A1", level: int = 2) -> Task:
    number = next(_numbers)
    return Task.objects.create(
        slug=f"task-{number}",
        title="向选民讲清线上渠道与家站",
        competence=competence(code),
        level=level,
        brief="讲三到五分钟",
        criteria=[{"id": "a", "text": "打开一个入口", "must": True}],
        pass_count=1,
    )


def observe(
    person: Person, *, code: str = "A1", passed: bool = True, at: datetime = NOW, level: int = 2, **fields: Any
) -> Observation:
    """A task as observed, written by hand without any signal."""
    return Observation.objects.create(
        task=make_task(code, level),
        person=person,
        observer=fields.pop("observer", None) or make_person(name="周慧琴"),
        client_id=f"o{next(_numbers)}",
        criteria={"points": [], "pass_count": 1},
        results={"a": passed},
        passed=passed,
        observed_at=at,
        recorded_at=at,
        **fields,
    )


ALL_RIGHT: list[float | None] = [1.0] * 12
ALL_WRONG: list[float | None] = [0.0] * 12
"""Of the twelve items of BANDS: enough for every threshold, and for none."""
