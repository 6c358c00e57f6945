"""A programme's files as the rules look at them: the plan that loading would follow, and every line where it stands."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from courses.files import needs_survey, reading, training_plan
from courses.files.documents import yaml_of
from courses.files.plan import ModulePlan, ProgrammePlan
from courses.files.problems import Problems

ITEM = re.compile(r"^- id: *[\"']?([A-Za-z0-9_-]+)")


@dataclass(frozen=True)
class Finding:
    """What a rule found; `name` is the item's, "" elsewhere."""

    file: str
    line: int
    name: str
    rule: str
    advice: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line} {self.name} [{self.rule}] {self.advice}".replace("  ", " ")


@dataclass(frozen=True)
class Line:
    """One line of a text file; `item` is the item that it belongs to, in an items.yaml."""

    file: str
    number: int
    text: str
    item: str

    def finding(self, rule: str, advice: str) -> Finding:
        return Finding(self.file, self.number, self.item, rule, advice)


@dataclass(frozen=True)
class Entry:
    """One item, its row as it stands in the file."""

    file: str
    line: int
    row: dict[str, Any]

    @property
    def pool(self) -> str:
        return str(self.row["pool"])

    def finding(self, rule: str, advice: str) -> Finding:
        return Finding(self.file, self.line, str(self.row["id"]), rule, advice)


@dataclass(frozen=True)
class Unit:
    """One module."""

    plan: ModulePlan
    core: bool
    folder: Path
    entries: list[Entry]
    lessons: dict[str, list[Line]]
    """The lines of each lesson below its head, by its slug."""

    def finding(self, rule: str, advice: str, file: str = "module.yaml") -> Finding:
        return Finding(f"modules/{self.plan.slug}/{file}", 1, "", rule, advice)


@dataclass(frozen=True)
class Material:
    plan: ProgrammePlan
    units: list[Unit]
    lines: list[Line]
    problems: Problems = field(default_factory=Problems)


def read(folder: Path) -> Material:
    """Everything below the folder; BadInput where there is no programme.yaml."""
    plan, problems = reading.plan_of(folder)
    lines = [line for path in _texts(folder) for line in _lines(path, folder)]
    core = {use.slug for use in plan.uses if use.core_for}
    units = [_unit(module, module.slug in core, folder / "modules" / module.slug, lines) for module in plan.modules]
    return Material(plan, units, lines, problems)


def _texts(folder: Path) -> Iterator[Path]:
    yield from (
        file for name in ("programme.yaml", training_plan.FILE, needs_survey.FILE) if (file := folder / name).is_file()
    )
    for end in ("*.yaml", "card.md", "lessons/*.md"):
        yield from sorted((folder / "modules").glob(f"*/{end}"))


def _lines(path: Path, folder: Path) -> Iterator[Line]:
    item = ""
    text = path.read_text(encoding="utf-8-sig", errors="replace")
    for number, line in enumerate(text.splitlines(), start=1):
        if path.name == "items.yaml" and (found := ITEM.match(line)):
            item = found[1]
        yield Line(path.relative_to(folder).as_posix(), number, line, item)


def _unit(plan: ModulePlan, core: bool, folder: Path, lines: list[Line]) -> Unit:
    name = f"modules/{plan.slug}/items.yaml"
    places: dict[str, int] = {}
    if (folder / "items.yaml").is_file():
        document = yaml_of(folder / "items.yaml", name, Problems())
        rows = document.data if isinstance(document.data, list) else []
        places = {str(row.get("id")): document.line((at,)) for at, row in enumerate(rows) if isinstance(row, dict)}
    entries = [Entry(name, places.get(str(row["id"]), 1), row) for row in plan.items]
    return Unit(plan, core, folder, entries, {one.slug: _lesson(plan.slug, one.slug, lines) for one in plan.lessons})


def _lesson(module: str, slug: str, lines: list[Line]) -> list[Line]:
    place = re.compile(rf"modules/{module}/lessons/\d+-{slug}\.md")
    found = [line for line in lines if place.fullmatch(line.file)]
    ends = [at for at, line in enumerate(found) if line.text.strip() == "---"]
    return found[ends[1] + 1 :] if len(ends) > 1 else []
