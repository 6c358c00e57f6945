"""A plan to a folder of files, such that reading them gives the same plan."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from courses.files import needs_survey, training_plan
from courses.files.lessons import to_text
from courses.files.plan import LessonPlan, ModulePlan, ProgrammePlan, QuizPlan
from courses.files.rich_text import to_markdown


class _Dumper(yaml.SafeDumper):
    """Long texts as blocks, so that a person can read and mend them."""


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.Node:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Dumper.add_representer(str, _text)


def write(plan: ProgrammePlan, folder: Path) -> None:
    """The YAML and Markdown files below `folder`, which is made; pictures and documents are the caller's."""
    _put(folder / "programme.yaml", _yaml(_programme(plan)))
    if plan.training_plan:
        _put(folder / training_plan.FILE, _yaml(_training_plan(plan.training_plan)))
    if plan.needs_survey:
        _put(folder / needs_survey.FILE, _yaml(needs_survey.for_file(plan.needs_survey)))
    for module in plan.modules:
        target = folder / "modules" / module.slug
        _put(target / "module.yaml", _yaml(_module(module)))
        if module.items:
            _put(target / "items.yaml", _yaml(module.items))
        if module.card:
            _put(target / "card.md", to_markdown(module.card) + "\n")
        for number, lesson in enumerate(module.lessons, start=1):
            _put(target / "lessons" / f"{number:02d}-{lesson.slug}.md", _lesson(lesson))


def _put(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def _yaml(data: Any) -> str:
    return yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=10_000)


def _number(number: Decimal | float) -> int | float:
    return int(number) if number == int(number) else float(number)


def _programme(plan: ProgrammePlan) -> dict[str, Any]:
    basis = dict(plan.basis)
    basis["date"] = date.fromisoformat(basis["date"]) if basis.get("date") else None
    return {
        "slug": plan.slug,
        "title": plan.title,
        "basis": basis,
        "audience": plan.audience,
        "period": {"starts": plan.starts, "ends": plan.ends},
        "hours": {mode: _number(hours) for mode, hours in plan.hours.items()},
        "hours_labels": plan.hours_labels,
        "pass_rule": plan.pass_rule | {"hours_min": _number(plan.pass_rule["hours_min"])},
        "makeup_rule": plan.makeup_rule,
        "live": plan.live,
        "states": plan.states,
        "modules": [{"slug": use.slug, "core_for": use.core_for, "hours": _number(use.hours)} for use in plan.uses],
        "intro": to_markdown(plan.intro),
    }


def _training_plan(plan: dict[str, Any]) -> dict[str, Any]:
    return plan | {"calendar": [entry | {"hours": _number(entry["hours"])} for entry in plan["calendar"]]}


def _module(plan: ModulePlan) -> dict[str, Any]:
    data: dict[str, Any] = {
        "slug": plan.slug,
        "title": plan.title,
        "competence": plan.competence,
        "summary": plan.summary,
        "outcomes": plan.outcomes,
        "hours": _number(plan.hours),
        "lessons": [lesson.slug for lesson in plan.lessons],
    }
    quizzes = _quizzes(plan.practice, {"assessment": plan.assessment, "task": plan.simulated})
    if quizzes:
        data["quizzes"] = quizzes
    if plan.task:
        data["task"] = plan.task
    return data | {"sources": plan.sources}


def _quizzes(practice: QuizPlan | None, drawn: dict[str, QuizPlan | None]) -> dict[str, Any]:
    data: dict[str, Any] = {}
    if practice:
        count = sum(section["count"] for section in practice.sections)
        data["practice"] = {"title": practice.title, "count": count, "policy": practice.policy}
    for kind, quiz in drawn.items():
        if quiz:
            data[kind] = {"title": quiz.title, "sections": quiz.sections, "policy": quiz.policy}
    return data


def _lesson(plan: LessonPlan) -> str:
    front = _yaml({"title": plan.title, "minutes": plan.minutes, "summary": plan.summary})
    return f"---\n{front}---\n\n{to_text(plan.blocks)}\n"
