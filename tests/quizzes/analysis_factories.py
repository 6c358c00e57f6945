"""Many finished sittings at once, written as rows without any signal."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from lms.people.models import Person
from quizzes.bank.models import ItemVersion
from quizzes.delivery.models import Attempt, Outcome, PresentedItem, Quiz, Response, Score
from quizzes.scoring import score
from tests.quizzes.delivery_factories import NOW, make_bank, make_competence, make_item

_numbers = count(1)
Answer = str | list[str] | None
"""An option, several, "" for a skipped item, None for one left empty."""


def make_versions(*kinds: str, purpose: str = "module", options: int = 4) -> list[ItemVersion]:
    """Published items of these kinds in one bank; the right answer is "b" (single), "b" and "c" (multiple)."""
    bank = make_bank(purpose)
    return [item.live_version for kind in kinds if (item := make_item(bank, kind, options=options)).live_version]


def make_quiz(purpose: str = "module") -> Quiz:
    number = next(_numbers)
    return Quiz.objects.create(
        slug=f"analysed{number}", title=f"第{number}次测评", purpose=purpose, competence=make_competence()
    )


def sat(
    versions: Sequence[ItemVersion],
    rows: Sequence[Sequence[Answer]],
    *,
    quiz: Quiz | None = None,
    people: Sequence[Person] | None = None,
    seconds: Sequence[float] | None = None,
    at: datetime = NOW,
    pass_share: float = 0.6,
    **fields: Any,
) -> list[Attempt]:
    """One sitting a row, of a new person each unless `people` are given; `seconds` is how long each item took."""
    quiz = quiz or make_quiz()
    people = people or make_people(len(rows))
    took = seconds or [20.0] * len(versions)
    keys = [version.keys.latest("number") for version in versions]
    attempts, shown, responses, scores, outcomes = [], [], [], [], []
    for person, row in zip(people, rows, strict=True):
        attempt = Attempt(
            person=person,
            quiz=quiz,
            number=fields.get("number", 1),
            rules={"pass_share": pass_share},
            seed=1,
            mode=fields.get("mode", "phone"),
            state=fields.get("state", Attempt.State.SUBMITTED),
            assisted_by=fields.get("assisted_by", ""),
            started_at=at,
            submitted_at=at + timedelta(seconds=sum(took)),
        )
        attempts.append(attempt)
        points, clock = 0.0, at
        for position, (version, key, answer, wait) in enumerate(zip(versions, keys, row, took, strict=True), start=1):
            one = PresentedItem(attempt=attempt, version=version, position=position, option_order=[])
            shown.append(one)
            if answer is None:
                continue
            clock += timedelta(seconds=wait)
            payload = payload_of(version, answer)
            response = Response(
                attempt=attempt,
                presented=one,
                client_id=f"c{position}",
                seq=position,
                payload=payload,
                received_at=clock,
            )
            responses.append(response)
            earned = score(version.item.kind, payload, key.key)
            points += earned
            scores.append(Score(response=response, key=key, scorer_version=1, points=earned, at=clock))
        passed = points >= pass_share * len(versions) - 1e-9
        outcomes.append(Outcome(attempt=attempt, points=points, max_points=len(versions), passed=passed, at=clock))
    for model, made in (
        (Attempt, attempts),
        (PresentedItem, shown),
        (Response, responses),
        (Score, scores),
        (Outcome, outcomes),
    ):
        model.objects.bulk_create(made)  # type: ignore[attr-defined]
    return attempts


def make_people(number: int) -> list[Person]:
    return Person.objects.bulk_create(
        Person(username=f"sitter{next(_numbers)}", name=f"代表{index}", created_at=NOW) for index in range(number)
    )


def payload_of(version: ItemVersion, answer: str | list[str]) -> dict[str, Any]:
    if answer == "":
        return {"skipped": True}
    kind = version.item.kind
    if kind == "multiple":
        return {"choices": list(answer)}
    return {"order": list(answer)} if kind == "ordering" else {"choice": answer}


def ladder(people: int, items: int, *, strong: int = 1) -> list[list[Answer]]:
    """Answers to single-choice items of which each person knows the first few: the later the person, the more."""
    return [
        ["b" if index * people < (person + strong) * items else ("a" if person % 2 else "c") for index in range(items)]
        for person in range(people)
    ]
