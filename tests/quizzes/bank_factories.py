"""Banks, items and tasks for the tests of the bank and of observations."""

from datetime import UTC, datetime
from typing import Any

from django.utils import timezone

from lms.people.models import Person, Role
from lms.people.services import roles
from quizzes.bank.services import items, owners, tasks
from quizzes.framework.services.load import load
from quizzes.models import BankOwner, Competence, Item, ItemBank, Task
from tests.factories import make_person

NOW = datetime(2026, 11, 27, 1, 0, tzinfo=UTC)


def competence(code: str = "F1") -> Competence:
    found = Competence.objects.filter(code=code).first()
    if found is None:
        load()
        found = Competence.objects.get(code=code)
    return found


def make_bank(slug: str = "f1-module", purpose: str = "module") -> ItemBank:
    return items.ensure_bank(slug=slug, title=f"题库 {slug}", purpose=purpose)


def row(slug: str = "f1-m01", **changes: Any) -> dict[str, Any]:
    """One complete entry of an items.yaml."""
    entry: dict[str, Any] = {
        "id": slug,
        "kind": "single",
        "level": 2,
        "band": 0.2,
        "stem": "手机锁屏用哪一种办法最稳妥？",
        "options": [
            {"id": "a", "text": "六位以上口令"},
            {"id": "b", "text": "不设锁屏", "feedback": "捡到手机的人就能打开。"},
            {"id": "c", "text": "四个相同数字"},
        ],
        "key": {"correct": "a"},
        "feedback": {"general": "口令越长越难猜。"},
        "source": "实务",
    }
    return entry | changes


def make_item(slug: str = "f1-m01", bank: ItemBank | None = None, **changes: Any) -> Item:
    """A published item."""
    item, _state = items.load_item(bank=bank or make_bank(), competence=competence(), row=row(slug, **changes), now=NOW)
    return item


TASK_ROW: dict[str, Any] = {
    "slug": "f1-lock",
    "title": "给手机加上锁",
    "level": 2,
    "brief": "请代表在自己的手机上设好锁屏口令。",
    "criteria": [
        {"id": "find", "text": "自己找到设置入口", "must": True},
        {"id": "set", "text": "设好六位以上口令", "must": True},
        {"id": "try", "text": "锁上再打开一次", "must": False},
    ],
    "pass_count": 2,
}


def make_task(**changes: Any) -> Task:
    task, _state = tasks.load_task(competence=competence(), row=TASK_ROW | changes)
    return task


def make_editor(role: str, **fields: Any) -> Person:
    """Somebody with the role and the group that opens the editors' admin."""
    person = make_person(**({"name": "陈老师"} | fields))
    roles.sync()
    roles.grant(person=person, role=role, by=None, now=timezone.now())
    return Person.objects.get(pk=person.pk)


def make_trainer(name: str = "陈老师") -> Person:
    return make_editor(Role.TRAINER, name=name)


def make_committee(name: str = "周处长") -> Person:
    return make_editor(Role.COMMITTEE, name=name)


def check(item: Item, author: Person, now: datetime) -> None:
    """The item's draft is sent by its author and approved by another trainer, who owns its bank where it has owners."""
    checker = make_trainer("复核老师")
    if item.bank.purpose == ItemBank.Purpose.READINESS:
        own(item.bank, checker, make_committee("任命人"))
    items.send(item=item, by=author, now=now)
    items.approve(item=item, by=checker, now=now)


def own(bank: ItemBank, person: Person, by: Person) -> BankOwner:
    return owners.appoint(bank=bank, person=person, by=by, now=NOW)
