"""What the tests of the readiness test stand on: a pool over all competences, a person, sittings that are answered."""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import uuid4

from lms.people.models import Person
from quizzes import scoring
from quizzes.appraisal.models import Booklet, FormDesign
from quizzes.appraisal.services import designs
from quizzes.bank.models import Item, ItemBank, ItemKey, ItemVersion
from quizzes.delivery.models import Attempt
from quizzes.delivery.services import attempts
from quizzes.framework.models import Competence
from quizzes.readiness.scope import Scope
from tests.quizzes.readiness_factories import load_all

NOW = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
SECRET = "ZQFEEDBACK"
KEY = "programme:probe"
_numbers = count(1)


def make_pool(per_competence: int = 8, codes: list[str] | None = None) -> Scope:
    """Banks of the readiness test and of practice for these competences (all), one each."""
    load_all()
    for competence in Competence.objects.filter(code__in=codes) if codes else Competence.objects.all():
        for purpose, size in (("readiness", per_competence), ("practice", 2)):
            bank = ItemBank.objects.create(slug=f"{competence.code}-{purpose}".lower(), title="题库", purpose=purpose)
            make_items(bank, competence, [place % 3 + 1 if purpose == "readiness" else 1 for place in range(size)])
    return Scope(KEY, tuple(Competence.objects.order_by("order").values_list("code", flat=True)))


def make_item(bank: ItemBank, competence: Competence, level: int) -> Item:
    return make_items(bank, competence, [level])[0]


def make_items(bank: ItemBank, competence: Competence, levels: list[int]) -> list[Item]:
    """A published item for each of the levels; four statements whatever their number."""
    items = []
    for level in levels:
        number = next(_numbers)
        items.append(
            Item(
                bank=bank,
                slug=f"probe-{number}",
                kind="single",
                competence=competence,
                level=level,
                band=(level - 2) * 0.9,
                stem=f"第{number}问",
            )
        )
    Item.objects.bulk_create(items)
    versions = [ItemVersion(item=item, number=1, body=_body(item.stem), published_at=NOW) for item in items]
    ItemVersion.objects.bulk_create(versions)
    ItemKey.objects.bulk_create(
        ItemKey(version=one, key={"correct": "b"}, feedback={"general": f"{SECRET}-{one.item.slug}"}, at=NOW)
        for one in versions
    )
    for version in versions:
        version.item.live_version = version
    Item.objects.bulk_update(items, ["live_version"])
    return items


def _body(stem: str) -> dict[str, Any]:
    return {"stem": stem, "options": [{"id": one, "text": f"{stem}选项{one}"} for one in ("a", "b", "c", "d")]}


def make_design(scope: Scope | None = None) -> FormDesign:
    design = designs.ensure(scope=scope or make_pool(), now=NOW)
    assert design is not None
    return design


def sit(person: Person, design: FormDesign, right: Any = True, *, at: datetime = NOW, seconds: float = 20) -> Attempt:
    """The person's next sitting, answered and handed in: `right` for all, or of (item) -> bool; `seconds` an item."""
    attempt = attempts.start(person=person, quiz=design.quiz, mode="phone", now=at)
    for shown in attempt.presented.select_related("version__item").order_by("position"):
        good = right(shown.version.item) if callable(right) else right
        at += timedelta(seconds=seconds)
        payload = scoring.answer_of("single", {"correct": "b"}) if good else {"choice": "a"}
        attempts.record_response(
            attempt=attempt, position=shown.position, payload=payload, client_id=str(uuid4()), now=at
        )
    attempts.submit(attempt=attempt, now=at)
    return attempt


def sit_all(person: Person, design: FormDesign, right: Any = True, **how: Any) -> Booklet:
    """The whole test, sitting after sitting."""
    while True:
        sit(person, design, right, **how)
        booklet = Booklet.objects.filter(design=design, person=person).latest("turn")
        if booklet.sittings.count() == booklet.items.values("sitting").distinct().count():
            return booklet
