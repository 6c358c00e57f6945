"""A small programme for the tests of courses: as rows, and as files."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any

from courses.models import Enrolment, Lesson, Module, Programme, ProgrammeModule
from courses.services import loading
from lms.people.models import Person
from quizzes.delivery.services import attempts, observations
from quizzes.framework.services.load import load as load_framework
from quizzes.models import Attempt, Competence, Observation, Task
from quizzes.readiness.services import rules
from tests.factories import make_staff
from tests.quizzes.delivery_factories import make_quiz, right_answer, shown, wrong_answer

NOW = datetime(2026, 12, 8, 2, 0, tzinfo=UTC)
_numbers = count(1)
CRITERIA = [{"id": "a", "text": "打开入口", "must": True}, {"id": "b", "text": "讲明用途", "must": False}]


def framework() -> None:
    """Competences, levels and the rule of readiness."""
    load_framework()
    rules.load()


def make_programme(**fields: Any) -> Programme:
    return Programme.objects.create(
        **{
            "slug": f"programme{next(_numbers)}",
            "title": "数字履职能力培训",
            "starts": date(2026, 12, 1),
            "ends": date(2027, 6, 30),
            "audience": {"levels": ["district", "township"], "origins": ["new", "re_elected", "by_election"]},
            "hours": {"online": 2},
            "pass_rule": {"core_modules": "all", "hours_min": 0, "text": "学完"},
            "makeup_rule": {"attempts": 3, "text": "补训"},
            "live": True,
        }
        | fields
    )


def make_module(
    programme: Programme | None = None,
    *,
    lessons: int = 2,
    assessment: bool = True,
    task: bool = True,
    core_for: tuple[str, ...] = ("district", "township"),
    hours: str = "1",
) -> Module:
    """A module of A1 with lessons, an assessment of two items and a task, in the programme."""
    number = next(_numbers)
    competence = Competence.objects.get(code="A1")
    module = Module.objects.create(
        slug=f"module{number}",
        title=f"第{number}模块",
        competence=competence,
        hours=Decimal(hours),
        assessment_quiz=make_quiz("single", "boolean", attempts=3) if assessment else None,
        task=Task.objects.create(
            slug=f"task{number}",
            title="讲清用途",
            competence=competence,
            brief="讲一讲",
            criteria=CRITERIA,
            pass_count=1,
        )
        if task
        else None,
    )
    for order in range(1, lessons + 1):
        Lesson.objects.create(module=module, slug=f"lesson{order}", title=f"第{order}课", order=order)
    if programme is not None:
        ProgrammeModule.objects.create(
            programme=programme, module=module, order=number, core_for=list(core_for), hours=Decimal(hours)
        )
    return module


def enrolled(person: Person, programme: Programme, **fields: Any) -> Enrolment:
    return Enrolment.objects.create(person=person, programme=programme, at=NOW - timedelta(days=1), **fields)


def sit(person: Person, module: Module, *, right: bool = True, helper: str = "", now: datetime = NOW) -> Attempt:
    """The module's assessment, answered wholly right or wholly wrong, and handed in."""
    assert module.assessment_quiz is not None
    attempt = attempts.start(person=person, quiz=module.assessment_quiz, mode="phone", seed=1, now=now)
    if helper:
        attempts.mark_assisted(attempt=attempt, helper=helper, now=now)
    for one in shown(attempt):
        attempts.record_response(
            attempt=attempt,
            position=one.position,
            payload=right_answer(one) if right else wrong_answer(one),
            client_id=f"{attempt.pk}-{one.position}",
            now=now,
        )
    attempts.submit(attempt=attempt, now=now)
    return attempt


def do_task(person: Person, module: Module, *, passed: bool = True, now: datetime = NOW) -> Observation:
    """The module's task, watched by somebody of the committee."""
    assert module.task is not None
    return observations.observe(
        task=module.task,
        person=person,
        observer=make_staff("committee"),
        results={"a": passed, "b": passed},
        client_id=f"{person.pk}-{module.pk}-{next(_numbers)}",
        now=now,
    )


PROGRAMME = """\
slug: little
title: 小课程
basis: {title: 《方案》, number: 青人发〔2026〕1号, date: 2026-11-20}
audience: {levels: [district, township], origins: [new, re_elected, by_election], note: 全体代表}
period: {starts: 2026-12-01, ends: 2027-06-30}
hours: {online: 2, classroom: 1.5}
hours_labels: {online: 线上自学}
pass_rule: {core_modules: all, hours_min: 1, text: 学完并达到要求}
makeup_rule: {attempts: 3, text: 安排补训}
modules:
  - {slug: m1, core_for: [district, township], hours: 1}
  - {slug: m2, core_for: [district], hours: 1}
intro: |
  欢迎**学习**。
"""
MODULE = """\
slug: %(slug)s
title: 模块%(slug)s
competence: A1
summary: 小结
outcomes: [能说出入口, 能讲清用途]
hours: 1
lessons: [first, second]
quizzes:
  practice: {title: 练一练, count: 1, policy: {attempts: null, pass_share: 0.6}}
  assessment:
    title: 测评
    sections: [{level: 1, count: 1}, {level: 2, count: 1}]
    policy: {attempts: 3, pass_share: 0.5}
task:
  slug: %(slug)s-task
  title: 任务
  level: 2
  brief: 讲一讲
  criteria: [{id: a, text: 打开入口, must: true}, {id: b, text: 讲明用途, must: false}]
  pass_count: 1
sources: [《代表法》第八条]
"""
ITEM = """\
- id: %(slug)s-%(name)s
  pool: %(pool)s
  kind: single
  level: %(level)d
  band: 0.5
  stem: 问题%(name)s
  options:
    - {id: a, text: 甲, feedback: 甲不对}
    - {id: b, text: 乙}
  key: {correct: b}
  feedback: {general: 乙对}
  source: 实务
"""
LESSON = """\
---
title: %(title)s
minutes: 6
summary: 一句话
---

## 开头

第一段，**重点**。

![一张图](images/one.svg "图注")

:::callout kind=law title="法律怎么说"
“原文。”
——《代表法》
:::

:::steps title="三步"
1. 打开**手机**
2. 看一看
:::

:::try title="试一试"
讲给家人听。
:::

:::check
怎么办？

- [ ] 点开
- [x] 核实

> 先核实。
:::
"""
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" width="60" height="30" viewBox="0 0 60 30"><rect width="60" height="30"/></svg>'


def write_programme(folder: Path, **changes: str) -> Path:
    """The little programme as files; `changes` replaces whole files by their paths ("modules/m1/module.yaml")."""
    files = {"programme.yaml": PROGRAMME}
    for slug in ("m1", "m2"):
        base = f"modules/{slug}"
        files[f"{base}/module.yaml"] = MODULE % {"slug": slug}
        files[f"{base}/items.yaml"] = "".join(
            ITEM % {"slug": slug, "name": name, "pool": pool, "level": level}
            for name, pool, level in (("p1", "practice", 1), ("t1", "module", 1), ("t2", "module", 2))
        )
        files[f"{base}/lessons/01-first.md"] = LESSON % {"title": f"{slug}第一课"}
        files[f"{base}/lessons/02-second.md"] = LESSON % {"title": f"{slug}第二课"}
        files[f"{base}/images/one.svg"] = DRAWING
    for path, text in (files | changes).items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return folder


def load_little(folder: Path) -> Programme:
    """The little programme, loaded."""
    if not Competence.objects.exists():
        framework()
    loading.load(folder=write_programme(folder), now=NOW)
    return Programme.objects.get(slug="little")
