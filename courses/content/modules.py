"""Whether a module is whole: items and lessons, tasks, a job card, sources, no picture left over."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import gettext as _

from courses.content.material import Finding, Unit
from courses.files.plan import FILE_FIELDS
from quizzes.framework import source

LEAST = {"practice": 6, "module": 12, "readiness": 8}
LEAST_IN_CORE = {"practice": 6, "module": 18, "readiness": 12}
LEVELS, A_LEVEL = (1, 2, 3), 3
LESSONS = (3, 5)
MINUTES = (5, 8)
PACE = (110, 230)
"""Characters a minute: slow readers, and no lesson that says less than its minutes promise."""
OUTCOMES = 3


def check(unit: Unit) -> Iterator[Finding]:
    yield from _items(unit)
    yield from _lessons(unit)
    plan = unit.plan
    if plan.task is None and plan.simulated is None:
        yield unit.finding("task", _("give the module a task, before an observer or simulated."))
    if plan.simulated is None and plan.competence in source.core():
        words = {"competence": plan.competence}
        advice = _("%(competence)s is a core competence: give its module a simulated task (quizzes.task).") % words
        yield unit.finding("simulated", advice)
    if not plan.card:
        yield unit.finding("card", _("write the job card (card.md): what to do, on one page."))
    if len(plan.outcomes) < OUTCOMES:
        yield unit.finding("outcomes", _("name at least %(count)d things one can do afterwards.") % {"count": OUTCOMES})
    if not plan.sources:
        yield unit.finding("sources", _("name the sources on which the module rests."))
    used = {
        block["value"][name]
        for lesson in plan.lessons
        for block in lesson.blocks
        for name in FILE_FIELDS.get(block["type"], ())
    }
    for path in sorted(unit.folder.glob("images/*")):
        if (name := path.relative_to(unit.folder).as_posix()) not in used:
            yield unit.finding("picture-unused", _("no lesson shows this picture: use it or take it out."), name)


def _items(unit: Unit) -> Iterator[Finding]:
    count = Counter(entry.pool for entry in unit.entries)
    for pool, least in (LEAST_IN_CORE if unit.core else LEAST).items():
        if count[pool] < least and (count[pool] or pool != "readiness"):
            words = {"pool": pool, "have": count[pool], "least": least}
            yield unit.finding(
                f"{pool}-count", _("pool %(pool)s has %(have)d items; write at least %(least)d.") % words, "items.yaml"
            )
    levels = Counter(entry.row["level"] for entry in unit.entries if entry.pool == "module")
    for level in LEVELS:
        if levels[level] < A_LEVEL:
            words = {"level": level, "have": levels[level], "least": A_LEVEL}
            yield unit.finding(
                "levels",
                _("the assessment has %(have)d items of level %(level)d; write at least %(least)d.") % words,
                "items.yaml",
            )


def _lessons(unit: Unit) -> Iterator[Finding]:
    plan = unit.plan
    if not LESSONS[0] <= len(plan.lessons) <= LESSONS[1]:
        words = {"have": len(plan.lessons), "least": LESSONS[0], "most": LESSONS[1]}
        yield unit.finding("lesson-count", _("%(have)d lessons; make them %(least)d to %(most)d.") % words)
    for lesson in plan.lessons:
        lines = unit.lessons[lesson.slug]
        file = Path(lines[0].file).relative_to(f"modules/{plan.slug}").as_posix() if lines else "module.yaml"
        if not MINUTES[0] <= lesson.minutes <= MINUTES[1]:
            words = {"have": lesson.minutes, "least": MINUTES[0], "most": MINUTES[1]}
            yield unit.finding(
                "lesson-minutes", _("%(have)d minutes; a lesson takes %(least)d to %(most)d.") % words, file
            )
        signs = sum(len(re.findall(r"[\u3400-\u9fff]", line.text)) for line in lines)
        if not PACE[0] <= signs / lesson.minutes <= PACE[1]:
            words = {"signs": signs, "minutes": lesson.minutes}
            advice = _("%(signs)d characters do not take %(minutes)d minutes: mend the text or the minutes.") % words
            yield unit.finding("lesson-pace", advice, file)
