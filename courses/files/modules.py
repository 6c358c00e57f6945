"""One module's folder to its plan."""

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from courses.files import lessons
from courses.files.documents import Document, read_yaml, text_of, yaml_of
from courses.files.plan import FILE_FIELDS, Block, LessonPlan, ModulePlan, QuizPlan
from courses.files.problems import Problems
from quizzes.bank.rows import row_problems
from quizzes.delivery import policy

LESSON_FILE = re.compile(r"^\d+-(?P<slug>[a-z0-9-]+)\.md$")
POOLS = ("practice", "module", "readiness", "task")
FIELDS = ["slug", "title", "competence", "summary", "outcomes", "hours", "lessons", "quizzes", "task", "sources"]
POLICY = list(policy.DEFAULTS)
SECTION = ["level", "competence", "min_band", "max_band", "count"]


def read(root: Path, slug: str, problems: Problems) -> ModulePlan:
    """The plan of `modules/<slug>/`; problems are noted, with paths below `root`."""
    folder = root / "modules" / slug
    name = f"modules/{slug}/module.yaml"
    if not (folder / "module.yaml").is_file():
        problems.add(name, 1, _("the file is missing."))
        return ModulePlan(slug, "", "", "", [], Decimal(0), [], None, None, None, None, [], "", [])
    document = yaml_of(folder / "module.yaml", name, problems)
    document.only(known=FIELDS)
    if document.text("slug") != slug:
        document.problem(("slug",), _("must be “%(slug)s”, as the folder is called.") % {"slug": slug})
    items = _items(folder, f"modules/{slug}/items.yaml", problems)
    return ModulePlan(
        slug=slug,
        title=document.text("title", longest=100),
        competence=document.text("competence", longest=4),
        summary=document.text("summary", longest=300, needed=False),
        outcomes=document.texts("outcomes", needed=False),
        hours=document.number("hours"),
        lessons=_lessons(document, folder, slug),
        practice=_practice(document, items),
        assessment=_drawn(document, "assessment", "module", items),
        simulated=_drawn(document, "task", "task", items),
        task=_task(document),
        sources=document.texts("sources", needed=False),
        card=_card(folder, f"modules/{slug}/card.md", problems),
        items=items,
    )


def _task(document: Document) -> dict[str, Any] | None:
    task = document.mapping("task", needed=False)
    return {name: value.strip() if isinstance(value, str) else value for name, value in task.items()} or None


def _card(folder: Path, name: str, problems: Problems) -> str:
    if not (folder / "card.md").is_file():
        return ""
    text = text_of(folder / "card.md", name, problems)
    return lessons.html_of(text.split("\n"), 0, lambda line, reason: problems.add(name, line, reason))


def _items(folder: Path, name: str, problems: Problems) -> list[dict[str, Any]]:
    if not (folder / "items.yaml").is_file():
        return []
    document = yaml_of(folder / "items.yaml", name, problems)
    rows = document.data if isinstance(document.data, list) else []
    if not rows and document.data:
        document.problem((), _("must be a list."))
    good: list[dict[str, Any]] = []
    for place, row in enumerate(rows):
        found = [str(problem) for problem in row_problems(row)]
        if isinstance(row, dict) and row.get("pool") not in POOLS:
            found.append(
                _("“%(value)s” is none of: %(known)s.") % {"value": row.get("pool"), "known": ", ".join(POOLS)}
            )
        if isinstance(row, dict) and row.get("id") in [other["id"] for other in good]:
            found.append(_("stands there twice."))
        for reason in found:
            who = row.get("id", "") if isinstance(row, dict) else ""
            problems.add(name, document.line((place,)), f"{who} {reason}".strip())
        if not found:
            good.append(row)
    return good


def _lessons(document: Document, folder: Path, module: str) -> list[LessonPlan]:
    files = {
        found["slug"]: path
        for path in sorted((folder / "lessons").glob("*.md"))
        if (found := LESSON_FILE.match(path.name))
    }
    wanted = document.texts("lessons")
    for path in sorted((folder / "lessons").glob("*.md")):
        found = LESSON_FILE.match(path.name)
        if found is None or found["slug"] not in wanted:
            document.problem(("lessons",), _("the file “%(file)s” is not in the list.") % {"file": path.name})
    plans = []
    for place, slug in enumerate(wanted):
        if slug not in files:
            document.problem(("lessons", place), _("there is no file lessons/NN-%(slug)s.md.") % {"slug": slug})
        else:
            plans.append(
                _lesson(files[slug], slug, f"modules/{module}/lessons/{files[slug].name}", folder, document.problems)
            )
    return plans


def _lesson(path: Path, slug: str, name: str, folder: Path, problems: Problems) -> LessonPlan:
    text = text_of(path, name, problems)
    parts = re.split(r"^---[ \t]*\n", text, maxsplit=2, flags=re.MULTILINE)
    if len(parts) != 3 or parts[0]:
        if text:
            problems.add(name, 1, _("a lesson begins with a head between two lines “---”."))
        return LessonPlan(slug, "", 1, "", [])
    front = read_yaml(parts[1], name, problems, first_line=1)
    front.only(known=["title", "minutes", "summary"])
    before = parts[1].count("\n") + 2

    def complain(line: int, reason: str) -> None:
        problems.add(name, before + line, reason)

    blocks = lessons.to_blocks(parts[2], complain)
    _missing_files(blocks, folder, name, parts[2], before, problems)
    return LessonPlan(
        slug=slug,
        title=front.text("title", longest=100),
        minutes=front.whole("minutes"),
        summary=front.text("summary", longest=300, needed=False),
        blocks=blocks,
    )


def _missing_files(blocks: list[Block], folder: Path, name: str, text: str, before: int, problems: Problems) -> None:
    for block in blocks:
        for field in FILE_FIELDS.get(block["type"], ()):
            path = block["value"][field]
            if path and (not (folder / path).is_file() or ".." in Path(path).parts):
                line = text[: text.index(path)].count("\n") + 1 if path in text else 1
                problems.add(name, before + line, _("there is no file “%(path)s”.") % {"path": path})


def _policy(document: Document, kind: str) -> dict[str, Any]:
    document.only("quizzes", kind, "policy", known=POLICY)
    return document.mapping("quizzes", kind, "policy", needed=False)


def _practice(document: Document, items: list[dict[str, Any]]) -> QuizPlan | None:
    if document.get("quizzes", "practice") is None:
        return None
    document.only("quizzes", "practice", known=["title", "count", "policy"])
    count = document.whole("quizzes", "practice", "count")
    there = sum(item["pool"] == "practice" for item in items)
    if there < count:
        words = {"count": count, "there": there}
        document.problem(("quizzes", "practice", "count"), _("wants %(count)d items, there are %(there)d.") % words)
    title = document.text("quizzes", "practice", "title", longest=100)
    return QuizPlan(title, [{"level": None, "count": count}], _policy(document, "practice"))


def _drawn(document: Document, kind: str, pool: str, items: list[dict[str, Any]]) -> QuizPlan | None:
    """A quiz that draws by level: the assessment, or the simulated tasks."""
    if document.get("quizzes", kind) is None:
        return None
    path = ("quizzes", kind)
    document.only(*path, known=["title", "sections", "policy"])
    there = [item for item in items if item["pool"] == pool]
    sections = []
    for place in range(len(document.listing(*path, "sections"))):
        document.only(*path, "sections", place, known=SECTION)
        section = {name: document.get(*path, "sections", place, name) for name in SECTION}
        section["count"] = document.whole(*path, "sections", place, "count")
        for name in ("min_band", "max_band"):
            if not _is_band(section[name]):
                document.problem((*path, "sections", place, name), _("must be a number from −4 to 4."))
                section[name] = None
        have = sum(_fits(item, section, document.get("competence")) for item in there)
        if have < section["count"]:
            words = {"count": section["count"], "there": have}
            document.problem((*path, "sections", place), _("wants %(count)d items, there are %(there)d.") % words)
        sections.append({name: value for name, value in section.items() if name == "level" or value is not None})
    return QuizPlan(document.text(*path, "title", longest=100), sections, _policy(document, kind))


def _is_band(value: Any) -> bool:
    return value is None or (isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= 4)


def _fits(item: dict[str, Any], section: dict[str, Any], own: Any) -> bool:
    band = item.get("band") or 0
    return (
        (section["level"] is None or item["level"] == section["level"])
        and (section["competence"] is None or (item.get("competence") or own) == section["competence"])
        and (section["min_band"] is None or band >= section["min_band"])
        and (section["max_band"] is None or band <= section["max_band"])
    )
