"""A programme as it stands in files, read and checked; and, the other way, as it is to be written."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

Block = dict[str, Any]
"""{"type", "value"} as in a StreamField, without ids; files are named by their path below the module's folder."""

FILE_FIELDS = {
    "image": ("image",),
    "video": ("file", "captions"),
    "audio": ("file", "captions"),
    "document": ("document",),
}
"""The values of a block that name a file."""


@dataclass(frozen=True)
class LessonPlan:
    slug: str
    title: str
    minutes: int
    summary: str
    blocks: list[Block]


@dataclass(frozen=True)
class QuizPlan:
    """`sections` is [{"level": 1..4 or None, "count": int}], and where they are narrower "competence" (a
    code), "min_band", "max_band"."""

    title: str
    sections: list[dict[str, Any]]
    policy: dict[str, Any]


@dataclass(frozen=True)
class ModulePlan:
    slug: str
    title: str
    competence: str
    summary: str
    outcomes: list[str]
    hours: Decimal
    lessons: list[LessonPlan]
    practice: QuizPlan | None
    assessment: QuizPlan | None
    simulated: QuizPlan | None
    task: dict[str, Any] | None
    sources: list[str]
    card: str
    """The job card, tidy HTML; "" where there is none."""
    items: list[dict[str, Any]]
    """Entries of items.yaml, `pool` included."""


@dataclass(frozen=True)
class ModuleUse:
    """A module's place in the programme; one that is core for nobody is an elective."""

    slug: str
    core_for: list[str]
    hours: Decimal


@dataclass(frozen=True)
class ProgrammePlan:
    slug: str
    title: str
    basis: dict[str, Any]
    audience: dict[str, Any]
    starts: date
    ends: date
    hours: dict[str, Any]
    hours_labels: dict[str, str]
    pass_rule: dict[str, Any]
    makeup_rule: dict[str, Any]
    intro: str
    """Tidy HTML."""
    live: bool
    states: dict[str, str]
    uses: list[ModuleUse]
    modules: list[ModulePlan]
    training_plan: dict[str, Any]
    """As in `training_plan`; {} where there is no plan.yaml."""
    needs_survey: dict[str, Any]
    """As in `needs_survey`; {} where there is no needs_survey.yaml."""
