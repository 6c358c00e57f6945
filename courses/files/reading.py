"""A folder of files to a plan; every mistake is named with its file and line before anything is written."""

import re
from datetime import date
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from courses.files import modules, needs_survey, training_plan
from courses.files.documents import Document, yaml_of
from courses.files.plan import ModuleUse, ProgrammePlan
from courses.files.problems import Problems
from courses.files.rich_text import NotAllowedTag, to_html
from courses.models import Programme
from lms.people.models import Congress, Mandate
from lms.web.errors import BadInput

LONGEST_SLUG = 50
SLUG = re.compile(r"^[a-z0-9]+(-[a-z0-9]+)*$")
MODES = ("online", "classroom", "live", "field")
FIELDS = [
    "slug",
    "title",
    "basis",
    "audience",
    "period",
    "hours",
    "hours_labels",
    "pass_rule",
    "makeup_rule",
    "modules",
    "intro",
    "live",
    "states",
]


def read(folder: Path) -> ProgrammePlan:
    """The plan. BadInput naming every problem with file, line and reason."""
    plan, problems = plan_of(folder)
    problems.refuse()
    return plan


def plan_of(folder: Path) -> tuple[ProgrammePlan, Problems]:
    """The plan as far as it can be read, and what is wrong with it. BadInput where there is no programme.yaml."""
    file = folder / "programme.yaml"
    if not file.is_file():
        raise BadInput(_("There is no file programme.yaml in “%(folder)s”.") % {"folder": folder})
    problems = Problems()
    return _programme(yaml_of(file, "programme.yaml", problems), folder), problems


def slug_of(document: Document, *path: str | int) -> str:
    slug = document.text(*path, longest=LONGEST_SLUG)
    if slug and not SLUG.match(slug):
        document.problem(path, _("use small letters, digits and hyphens only."))
    return slug


def _programme(document: Document, folder: Path) -> ProgrammePlan:
    document.only(known=FIELDS)
    starts, ends = document.day("period", "starts"), document.day("period", "ends")
    if ends < starts:
        document.problem(("period", "ends"), _("lies before the beginning."))
    uses = _uses(document)
    plans = [modules.read(folder, use.slug, document.problems) for use in uses]
    _refuse_doubles([item for plan in plans for item in plan.items], document)
    return ProgrammePlan(
        slug=slug_of(document, "slug"),
        title=document.text("title", longest=150),
        basis=_basis(document),
        audience=_audience(document),
        starts=starts,
        ends=ends,
        hours=_hours(document),
        hours_labels={str(mode): str(text) for mode, text in document.mapping("hours_labels", needed=False).items()},
        pass_rule=_pass_rule(document),
        makeup_rule=_makeup_rule(document),
        intro=_intro(document),
        live=document.flag("live", default=True),
        states=_states(document),
        uses=uses,
        modules=plans,
        training_plan=_training_plan(folder, starts, ends, [use.slug for use in uses], document.problems),
        needs_survey=_needs_survey(folder, document.problems),
    )


def _training_plan(folder: Path, starts: date, ends: date, slugs: list[str], problems: Problems) -> dict[str, Any]:
    file = folder / training_plan.FILE
    if not file.is_file():
        return {}
    document = yaml_of(file, training_plan.FILE, problems)
    found: dict[str, Any] = training_plan.read(document, starts=starts, ends=ends, modes=MODES, modules=slugs)
    return found


def _needs_survey(folder: Path, problems: Problems) -> needs_survey.Survey:
    file = folder / needs_survey.FILE
    if not file.is_file():
        return {}
    return needs_survey.read(yaml_of(file, needs_survey.FILE, problems))


def _basis(document: Document) -> dict[str, Any]:
    document.only("basis", known=["title", "number", "date", "organ"])
    day = document.get("basis", "date")
    if day is not None and not isinstance(day, date):
        document.problem(("basis", "date"), _("must be a date like 2027-06-30."))
    return {
        "title": document.text("basis", "title", longest=150),
        "number": document.text("basis", "number", needed=False),
        "date": day.isoformat() if isinstance(day, date) else None,
        "organ": document.text("basis", "organ", needed=False),
    }


def _audience(document: Document) -> dict[str, Any]:
    document.only("audience", known=["levels", "origins", "note"])
    return {
        "levels": document.chosen("audience", "levels", among=Congress.Level.values),
        "origins": document.chosen("audience", "origins", among=Mandate.Origin.values),
        "note": document.text("audience", "note", needed=False),
    }


def _hours(document: Document) -> dict[str, float]:
    document.only("hours", known=MODES)
    return {mode: float(document.number("hours", mode)) for mode in document.mapping("hours") if mode in MODES}


def _pass_rule(document: Document) -> dict[str, Any]:
    document.only("pass_rule", known=["core_modules", "hours_min", "text"])
    if document.get("pass_rule", "core_modules") not in ("all", None):
        document.problem(("pass_rule", "core_modules"), _("only “all” is known."))
    return {
        "core_modules": "all",
        "hours_min": float(document.number("pass_rule", "hours_min", needed=False)),
        "text": document.text("pass_rule", "text"),
    }


def _makeup_rule(document: Document) -> dict[str, Any]:
    document.only("makeup_rule", known=["attempts", "text"])
    return {
        "attempts": document.whole("makeup_rule", "attempts"),
        "text": document.text("makeup_rule", "text"),
    }


def _states(document: Document) -> dict[str, str]:
    """The approvals of the district and of the towns; a programme that is offered is being carried out."""
    document.only("states", known=Congress.Level.values)
    default = Programme.State.RUNNING.value if document.flag("live", default=True) else Programme.State.DRAFT.value
    states = {}
    for level in Congress.Level.values:
        state = document.text("states", level, needed=False) or default
        if state not in Programme.State.values:
            known = ", ".join(Programme.State.values)
            document.problem(
                ("states", level), _("“%(value)s” is none of: %(known)s.") % {"value": state, "known": known}
            )
        states[level] = state
    return states


def _intro(document: Document) -> str:
    try:
        return to_html(document.text("intro", needed=False))
    except NotAllowedTag as wrong:
        document.problem(("intro",), _("a lesson cannot show “%(tag)s”.") % {"tag": wrong.tag})
        return ""


def _uses(document: Document) -> list[ModuleUse]:
    uses: list[ModuleUse] = []
    for place in range(len(document.listing("modules"))):
        document.only("modules", place, known=["slug", "core_for", "hours"])
        slug = slug_of(document, "modules", place, "slug")
        if slug in {use.slug for use in uses}:
            document.problem(("modules", place, "slug"), _("stands there twice."))
            continue
        if not SLUG.match(slug) or len(slug) > LONGEST_SLUG:
            continue  # told already; no folder of such a name is looked for
        uses.append(
            ModuleUse(
                slug=slug,
                core_for=document.chosen("modules", place, "core_for", among=Congress.Level.values, needed=False),
                hours=document.number("modules", place, "hours"),
            )
        )
    if not uses:
        document.problem(("modules",), _("name at least one module."))
    return uses


def _refuse_doubles(items: list[dict[str, Any]], document: Document) -> None:
    seen: set[str] = set()
    for item in items:
        if item["id"] in seen:
            document.problem(("modules",), _("the item “%(item)s” stands in two modules.") % {"item": item["id"]})
        seen.add(item["id"])
