"""Items of every kind in three pools whose secrets are unmistakable words, and sittings of them in every state.

What may be seen holds none of these words: questions, texts of options, first screens. A word says of which pool it is:
`zqmodule-key`, `zqreadiness-pool`. Numbers begin with 7319 and the pool's digit.
"""

import io
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone
from PIL import Image

from courses.models import Enrolment, Module, Programme
from lms.people.models import OrganisingUnit, Person, Role
from lms.people.services import roles
from quizzes import scoring
from quizzes.appraisal.services import booklets, rules
from quizzes.bank import validation
from quizzes.bank.models import ItemPicture
from quizzes.bank.services import owners, pictures
from quizzes.delivery.paper_kinds import on_paper
from quizzes.delivery.services import attempts, paper, quizzes
from quizzes.models import (
    Appraisal,
    Attempt,
    Extension,
    FormDesign,
    Item,
    ItemBank,
    ItemDraft,
    ItemKey,
    ItemReview,
    ItemVersion,
    PaperForm,
    Quiz,
    QuizSection,
)
from quizzes.types import registry
from tests.courses.factories import load_little
from tests.factories import make_mandate, make_person, make_unit
from tests.quizzes.delivery_factories import make_competence

NOW = timezone.now()
POOLS = {"practice": 1, "module": 2, "readiness": 3}
FEEDBACKS = ("never", "after_item", "after_attempt", "after_close")
SHOWN, REST = 1, 2
"""Levels: items that the quizzes draw, and the rest of the pool."""
RULES: dict[str, Any] = {
    "attempts": None,
    "pass_share": 0.6,
    "minutes": None,
    "shuffle_options": True,
    "closes_at": None,
}
Content = tuple[dict[str, Any], dict[str, Any], dict[str, Any]]


@dataclass
class Garden:
    """What is there. `seen` is a sitting whose answers may be looked at."""

    people: dict[str, Person]
    attempts: list[Attempt] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    quizzes: list[Quiz] = field(default_factory=list)
    values: list[Any] = field(default_factory=list)
    seen: Attempt | None = None


def options(word: str, count: int = 4) -> list[dict[str, Any]]:
    """Their identifiers are secret, since authors name options in order."""
    return [{"id": f"{word}-id{place}", "text": f"选项{place}"} for place in range(count)]


def picture() -> ItemPicture:
    """A file that is there: sheets for paper show it."""
    out = io.BytesIO()
    Image.new("RGB", (400, 300), "white").save(out, "PNG")
    return pictures.keep(content=out.getvalue(), name="截图.png", by=None, now=NOW)


def content(kind: str, pool: str) -> Content:
    """Body, key and feedback of one item; every text of key and feedback holds the pool's word."""
    word = f"zq{pool}"
    number = f"7319{POOLS[pool]}0577"
    body: dict[str, Any] = {"stem": f"请回答{registry.label(kind)}"}
    feedback: dict[str, Any] = {"general": f"{word}-general", "options": {}}
    ids = [one["id"] for one in options(word)]
    key: dict[str, Any]
    if kind in {"single", "multiple", "ordering"}:
        body["options"] = options(word)
        key = {"single": {"correct": ids[0]}, "multiple": {"correct": ids[:2]}, "ordering": {"order": ids}}[kind]
        feedback["options"] = {} if kind == "ordering" else dict.fromkeys(ids, f"{word}-why")
    elif kind == "boolean":
        body["options"] = [{"id": "true", "text": "正确"}, {"id": "false", "text": "错误"}]
        key, feedback["options"] = {"correct": "true"}, {"false": f"{word}-why"}
    elif kind == "matching":
        body |= {"prompts": options(f"{word}-p", 3), "choices": options(f"{word}-c", 3)}
        key = {"pairs": {f"{word}-p-id{place}": f"{word}-c-id{place}" for place in range(3)}}
    elif kind == "hotspot":
        body["picture"] = {"uuid": str(picture().pk), "width": 400, "height": 300, "alt": "一张截图"}
        body["areas"] = [
            one | {"shape": "rect", "coords": [10, 10 + 60 * place, 90, 60 + 60 * place]}
            for place, one in enumerate(options(word))
        ]
        key, feedback["options"] = {"correct": ids[:1]}, {ids[1]: f"{word}-why"}
    elif kind == "numeric":
        body["units"] = ["元"]
        key = {"answers": [{"value": number, "feedback": f"{word}-why"}], "units": {"元": "1"}}
    elif kind == "short":
        key = {
            "answers": [{"text": f"{word}-text"}, {"text": f"{word}-half", "points": 0.5, "feedback": f"{word}-why"}]
        }
    elif kind == "extended":
        body["lines"] = 4
        key = {"rubric": [{"id": "r1", "text": f"{word}-rubric", "points": 5}], "sample": f"{word}-sample"}
    elif kind == "cloze":
        body["stem"] = "每年{{1}}次，由{{2}}召集，到{{3}}人，{{4}}请假。"
        body["gaps"] = [
            {"id": "1", "kind": "numeric"},
            {"id": "2", "kind": "short"},
            {"id": "3", "kind": "choice", "options": options(word)},
            {"id": "4", "kind": "multiple", "options": options(word)},
        ]
        key = {
            "gaps": {
                "1": {"answers": [{"value": number}]},
                "2": {"answers": [{"text": f"{word}-text"}]},
                "3": {"correct": ids[0], "feedback": {ids[1]: f"{word}-why"}},
                "4": {"correct": ids[:2]},
            }
        }
    else:
        assert kind == "simulation", f"plant secrets in items of the kind {kind} too"
        body |= device(word)
        key = {
            "goal": [{"at": f"{word}-end"}],
            "steps": [{"id": f"{word}-s", "text": f"{word}-step", "points": 2, "when": [{"flag": f"{word}-flag"}]}],
            "forbidden": [{"id": f"{word}-f", "text": f"{word}-forbidden", "when": [{"did": f"{word}-bad"}]}],
            "way": [{"do": f"{word}-good", "with": {f"{word}-field": f"{word}-id0"}}],
        }
    return validation.canonical(kind, body, key, feedback)


def device(word: str) -> dict[str, Any]:
    """Two screens: the first is seen by everybody and says no secret, the second is the goal."""
    asked = {"id": f"{word}-field", "label": "回复", "input": "choice", "options": options(word)}
    photo = {
        "width": 100,
        "height": 100,
        "alt": "照片",
        "parts": [
            {"id": f"{word}-part", "label": "姓名", "box": [0, 0, 50, 20]},
            {"box": [0, 50, 50, 20], "text": "会"},
        ],
    }
    mask = {"id": f"{word}-mask", "label": "遮盖", "input": "mask", "photo": photo}
    right = {"when": [{"field": f"{word}-field", "is": f"{word}-id0"}], "to": f"{word}-end", "set": [f"{word}-flag"]}
    acts = [
        {"id": f"{word}-good", "text": "发送", "main": True, "ways": [right, {"say": "请选择。"}]},
        {
            "id": f"{word}-bad",
            "text": "打开",
            "ways": [{"to": f"{word}-start", "set": [f"{word}-trap"], "say": "打开了。"}],
        },
    ]
    message = {"messages": [{"from": "联络站", "text": "请回复。", "act": f"{word}-bad"}]}
    covered = {"photo": photo | {"covered": f"{word}-mask"}}
    first = {"id": f"{word}-start", "title": "短信", "blocks": [message, {"field": asked}, {"field": mask}, covered]}
    return {
        "start": f"{word}-start",
        "screens": [first | {"acts": acts}, {"id": f"{word}-end", "title": f"{word}-done", "end": True, "blocks": []}],
    }


def make_pool(pool: str, author: Person) -> tuple[ItemBank, list[Item]]:
    """A bank with an item of every kind, each with a draft ahead of it, and as many that no quiz draws."""
    bank = ItemBank.objects.create(slug=f"bank-{pool}", title=f"题库{POOLS[pool]}", purpose=pool)
    competence = make_competence()
    made: list[Item] = []
    for level in (SHOWN, REST):
        for kind in registry.kinds():
            body, key, feedback = content(kind, pool)
            if level == REST:
                body["stem"] += f" zq{pool}-pool"
            item = Item.objects.create(
                bank=bank,
                slug=f"zq{pool}-{kind}-{level}",
                kind=kind,
                competence=competence,
                level=level,
                stem=body["stem"],
                source=f"《zq{pool}-source法》第一条",
                search_text=f"{body['stem']} zq{pool}-searched",
            )
            version = ItemVersion.objects.create(item=item, number=1, body=body, published_at=NOW)
            ItemKey.objects.create(version=version, key=key, feedback=feedback, at=NOW)
            draft = body | {"stem": f"{body['stem']} zq{pool}-draft"}
            ItemDraft.objects.create(item=item, body=draft, key=key, feedback=feedback, changed_at=NOW, by=author)
            item.live_version = version
            item.save(update_fields=["live_version"])
            made.append(item)
    ItemReview.objects.create(
        item=made[0], fingerprint="0", author=author, asked_by=author, asked_at=NOW, note=f"zq{pool}-note"
    )
    return bank, made


def make_quiz(bank: ItemBank, feedback: str, name: str, kinds: int = len(registry.kinds()), **rules: Any) -> Quiz:
    """It draws the whole of the level that is shown, or of its kinds as many as can be printed."""
    if feedback == "after_close":
        rules = {"closes_at": (NOW + timedelta(days=9)).isoformat()} | rules
    policy = RULES | {"feedback": feedback} | rules
    quiz = Quiz.objects.create(
        slug=f"{bank.purpose}-{feedback.replace('_', '-')}-{name}",
        title="测评",
        purpose=bank.purpose,
        competence=make_competence(),
        policy=policy,
    )
    QuizSection.objects.create(quiz=quiz, bank=bank, count=kinds, level=SHOWN)
    return quiz


def sit(person: Person, quiz: Quiz, state: str) -> Attempt:
    """A sitting that is open, submitted, or closed by the server; with answers that hold no secret themselves."""
    begun = NOW - timedelta(hours=1)
    attempt = attempts.start(person=person, quiz=quiz, mode="phone", now=begun)
    for one in attempt.presented.select_related("version__item"):
        kind, body = one.version.item.kind, one.version.body
        key = one.version.keys.get().key
        given = scoring.answer_of(kind, key)
        if kind in {"numeric", "short", "cloze", "extended"}:
            given = dict(scoring.SKIPPED)
        elif kind == "simulation":
            given = {"acts": [{"do": body["screens"][0]["acts"][1]["id"]}]}
        attempts.record_response(
            attempt=attempt, position=one.position, payload=given, client_id=str(one.position), now=begun
        )
    if state == "submitted":
        attempts.submit(attempt=attempt, now=begun)
    if state == "closed":
        assert attempts.close_if_overdue(attempt=attempt, now=NOW)
    attempt.refresh_from_db()
    return attempt


def staff(role: Role, name: str, unit: OrganisingUnit | None = None) -> Person:
    person = make_person(name=name)
    roles.grant(person=person, role=role, unit=unit, by=None, now=NOW)
    return Person.objects.get(pk=person.pk)


def plant(folder: Path) -> Garden:
    """One district with a programme, its people, the three pools and every sitting whose answers are still closed."""
    programme: Programme = load_little(folder)
    roles.sync()
    town = make_unit(name="柳河镇人大主席团", kind=OrganisingUnit.Kind.PRESIDIUM)
    deputy = make_mandate(unit=town, person=make_person(name="王秀兰", username="wang")).person
    Enrolment.objects.create(person=deputy, programme=programme, at=NOW)
    people = {
        "deputy": deputy,
        "organiser": staff(Role.ORGANISER, "周慧琴", town),
        "chair": staff(Role.CHAIR, "陈志强", town),
        "committee": staff(Role.COMMITTEE, "何映雪"),
        "trainer": staff(Role.TRAINER, "刘老师"),
        "owner": staff(Role.TRAINER, "黄老师"),
    }
    garden = Garden(people)
    module = Module.objects.filter(programme_modules__programme=programme).first()
    assert module
    for pool in POOLS:
        bank, items = make_pool(pool, people["owner"])
        garden.items += items
        if pool == "readiness":
            owners.appoint(bank=bank, person=people["owner"], by=people["committee"], now=NOW)
        for feedback in FEEDBACKS:
            _sittings(garden, bank, feedback, deputy)
        on_sheets = make_quiz(bank, "never", "paper", kinds=len(on_paper()))
        garden.quizzes.append(on_sheets)
    own = {quiz.slug: quiz for quiz in garden.quizzes}
    module.practice_quiz, module.assessment_quiz = own["practice-never-open"], own["module-after-attempt-open"]
    module.save()
    _readiness_test(garden, programme, deputy)
    seen = make_quiz(ItemBank.objects.get(slug="bank-module"), "after_attempt", "seen")
    other = make_mandate(unit=town, person=make_person(name="赵国平", username="zhao")).person
    garden.seen = sit(other, seen, "submitted")
    printed = paper.print_forms(
        quiz=own["module-never-paper"], unit=town, people=[other], by=people["organiser"], now=NOW
    )
    garden.values += [
        *(one.uuid for one in garden.attempts),
        garden.seen.uuid,
        *(one.slug for one in own.values()),
        *PaperForm.objects.values_list("code", flat=True),
        printed.batch,
        *(f"bank-{pool}" for pool in POOLS),
        programme.slug,
        town.slug,
    ]
    return garden


def _readiness_test(garden: Garden, programme: Programme, person: Person) -> None:
    """The test of the programme over all kinds that a machine scores: one finished with its result, a second form whose
    first part is handed in and whose second is under way."""
    shown = Item.objects.filter(bank__slug="bank-readiness", level=SHOWN).exclude(kind__in=scoring.by_hand_kinds())
    form = {"scored": list(shown.order_by("pk").values_list("pk", flat=True)), "pilot": []}
    design = FormDesign.objects.create(
        scope_key=f"programme:{programme.slug}",
        round=1,
        quiz=quizzes.make_laid_out(slug="readiness-laid-out", title="就绪度测评"),
        codes=["A1"],
        rule=rules.newest(),
        layout={"forms": [form], "second": [form]},
        seed=1,
        prior_mean=0,
        prior_sd=1,
        at=NOW,
    )
    garden.quizzes.append(design.quiz)
    for _part in range(2):
        _hand_in_part(garden, design, person)
    result = Appraisal.objects.get()
    booklets.give(person=person, design=design, now=NOW, occasion="asked")
    _hand_in_part(garden, design, person)
    garden.attempts.append(attempts.start(person=person, quiz=design.quiz, mode="phone", now=NOW))
    garden.values += [result.booklet.uuid, result.uuid]


def _hand_in_part(garden: Garden, design: FormDesign, person: Person) -> None:
    attempt = attempts.start(person=person, quiz=design.quiz, mode="phone", now=NOW)
    attempts.record_response(
        attempt=attempt, position=1, payload={"skipped": True}, client_id=str(attempt.uuid), now=NOW
    )
    attempts.submit(attempt=attempt, now=NOW)
    garden.attempts.append(attempt)


def _sittings(garden: Garden, bank: ItemBank, feedback: str, person: Person) -> None:
    """Open, submitted and closed ones, as far as the policy keeps the answers back in that state."""
    closed_later = bank.purpose == "readiness" or feedback in {"never", "after_close"}
    for state in ("open", "submitted", "closed") if closed_later else ("open",):
        rules = {"minutes": 10} if state == "closed" else {}
        quiz = make_quiz(bank, feedback, state, **rules)
        garden.quizzes.append(quiz)
        garden.attempts.append(sit(person, quiz, state))
        if feedback == "after_close":
            Extension.objects.create(
                quiz=quiz,
                person=garden.people["chair"],
                extra_attempts=1,
                closes_at=NOW + timedelta(days=12),
                reason="住院",
                by=garden.people["committee"],
                until=(NOW + timedelta(days=12)).date(),
                at=NOW,
            )
