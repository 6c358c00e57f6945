"""What the tests of sittings stand on: a competence, banks with items of every kind, a quiz, a person."""

from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from lms.people.models import Person, Role, RoleGrant
from quizzes import scoring
from quizzes.bank.models import Item, ItemBank, ItemKey, ItemVersion
from quizzes.delivery.models import Attempt, PresentedItem, Quiz, QuizSection
from quizzes.framework.models import Area, Competence, Framework

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
SECRET = "SECRET-FEEDBACK"
_numbers = count(1)


def make_learner(name: str = "李秀英", *roles: Role) -> Person:
    person = Person.objects.create(username=f"learner{next(_numbers)}", name=name, created_at=NOW)
    for role in roles:
        RoleGrant.objects.create(person=person, role=role, starts_on=date(2026, 1, 1), recorded_at=NOW)
    return person


def make_competence(code: str = "A1") -> Competence:
    framework, _ = Framework.objects.get_or_create(
        version=99, defaults={"title": "框架", "in_force_from": date(2026, 1, 1)}
    )
    area, _ = Area.objects.get_or_create(framework=framework, code=code[:1], defaults={"name": "认知"})
    return Competence.objects.get_or_create(code=code, defaults={"area": area, "name": "认识数智人大"})[0]


def make_bank(purpose: str = "module") -> ItemBank:
    return ItemBank.objects.create(slug=f"bank{next(_numbers)}", title="题库", purpose=purpose)


def make_item(bank: ItemBank, kind: str = "single", level: int = 1, options: int = 4) -> Item:
    """A published item; the right answer is the second option, the second and third, "false", or the letters from the
    last to the first."""
    number = next(_numbers)
    ids = ["true", "false"] if kind == "boolean" else [chr(ord("a") + index) for index in range(options)]
    item = Item.objects.create(
        bank=bank, slug=f"item{number}", kind=kind, competence=make_competence(), level=level, stem=f"第{number}问"
    )
    body = {"stem": f"第{number}问", "options": [{"id": one, "text": f"选项 {one} 之 {number}"} for one in ids]}
    version = ItemVersion.objects.create(item=item, number=1, body=body, published_at=NOW)
    feedback = {"general": f"{SECRET}-{number}", "options": {ids[0]: f"{SECRET}-option-{number}"}}
    ItemKey.objects.create(version=version, key=right_key(kind, ids), feedback=feedback, at=NOW)
    item.live_version = version
    item.save()
    return item


def right_key(kind: str, ids: list[str]) -> dict[str, Any]:
    if kind == "multiple":
        return {"correct": ids[1:3]}
    if kind == "ordering":
        return {"order": ids[::-1]}
    return {"correct": ids[1]}


def make_quiz(*kinds: str, pool: int = 0, purpose: str = "module", drawn: int | None = None, **policy: Any) -> Quiz:
    """A quiz over a bank of one item of each of `kinds` and `pool` more single ones; it draws all or `drawn`."""
    bank = make_bank(purpose)
    for kind in kinds:
        make_item(bank, kind)
    for _ in range(pool):
        make_item(bank)
    rules = {
        "attempts": None,
        "pass_share": 0.6,
        "minutes": None,
        "feedback": "after_attempt",
        "shuffle_options": True,
    }
    quiz = Quiz.objects.create(
        slug=f"quiz{next(_numbers)}",
        title="认识数智人大・测评",
        purpose=purpose,
        competence=make_competence(),
        policy=rules | policy,
    )
    QuizSection.objects.create(quiz=quiz, bank=bank, count=drawn or len(kinds) + pool)
    return quiz


def right_answer(presented: PresentedItem) -> dict[str, Any]:
    return scoring.answer_of(presented.version.item.kind, _key(presented))


def wrong_answer(presented: PresentedItem) -> dict[str, Any]:
    """One that earns nothing, for the kinds that `make_item` makes."""
    right = right_answer(presented)
    if "order" in right:
        return {"order": right["order"][::-1]}
    options = presented.option_order
    wrong = [one for one in options if one not in right.get("choices", [right.get("choice")])]
    return {"choices": wrong[:1]} if "choices" in right else {"choice": wrong[0]}


def _key(presented: PresentedItem) -> dict[str, Any]:
    return ItemKey.objects.filter(version=presented.version).latest("number").key


def shown(attempt: Attempt) -> list[PresentedItem]:
    return list(attempt.presented.select_related("version__item").order_by("position"))
