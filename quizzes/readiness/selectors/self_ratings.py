"""What people said of their own competence, beside what was measured."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from lms.people.models import Person
from quizzes.framework.models import Competence
from quizzes.readiness import deciding, hooks, self_rating
from quizzes.readiness.models import Evidence
from quizzes.readiness.selectors import levels as level_selectors
from quizzes.readiness.self_rating import Placed, View
from quizzes.readiness.words import level_word


@dataclass(frozen=True)
class OwnRow:
    """One competence: how its person sees it, what was measured, and what the difference means, in words."""

    code: str
    name: str
    core: bool
    rated: bool
    own: str
    measured: str
    gap: str
    told: str


@dataclass(frozen=True)
class Advice:
    """What to learn first, with the step that leads there where a module serves it: (label, address) or None."""

    name: str
    code: str
    step: tuple[str, str] | None


@dataclass(frozen=True)
class OwnView:
    """`rows` are what the person's programmes cover, all competences without a programme. `upcoming` is the code of the
    first that was not rated yet, "" when all were."""

    rows: tuple[OwnRow, ...]
    advice: tuple[Advice, ...]
    rated: int
    upcoming: str


def latest(person: Person) -> dict[str, View]:
    """code -> the latest pair of answers. One query."""
    rows = Evidence.objects.filter(
        person=person, kind=Evidence.Kind.SELF, source_type__in=[self_rating.KNOW, self_rating.CAN]
    )
    found: dict[str, dict[str, Evidence]] = {}
    for row in rows.order_by("at", "pk").select_related("competence"):
        found.setdefault(row.competence.code, {})[row.source_type] = row
    return {
        code: View(know=pair[self_rating.KNOW].level, can=pair[self_rating.CAN].level, at=pair[self_rating.CAN].at)
        for code, pair in found.items()
        if len(pair) == 2
    }


def own_view(person: Person) -> OwnView:
    """Both views of all that is covered; the number of queries does not depend on how much there is."""
    names = dict(Competence.objects.order_by("order").values_list("code", "name"))
    placed = _placed(person, latest(person), names)
    first = self_rating.learn_first(placed)
    steps = hooks.next_steps(person, first) if first else {}
    return OwnView(
        rows=tuple(_row(one, names[one.code]) for one in placed),
        advice=tuple(Advice(names[code], code, steps.get(code)) for code in first),
        rated=sum(one.view is not None for one in placed),
        upcoming=next((one.code for one in placed if one.view is None), ""),
    )


def learn_first(person: Person) -> list[str]:
    """The codes of what the person is advised to learn first; none, and one query, without a self-rating."""
    views = latest(person)
    codes = Competence.objects.order_by("order").values_list("code", flat=True)
    return self_rating.learn_first(_placed(person, views, codes)) if views else []


def _placed(person: Person, views: dict[str, View], codes: Iterable[str]) -> list[Placed]:
    """What the person's programmes cover, all of `codes` without a programme."""
    scopes = hooks.scopes_of(person)
    core = {code for mandate, scope in scopes for code in scope.core_for(mandate.level)}
    covered = {code for _mandate, scope in scopes for code in scope.covered}
    levels = level_selectors.current(person)
    return [
        Placed(code=code, core=code in core, view=views.get(code), measured=_measured(levels, code))
        for code in codes
        if code in covered or not covered
    ]


def _measured(levels: level_selectors.Levels, code: str) -> int | None:
    """Lessons read are no measurement, and what has expired says nothing of today."""
    held = levels.get(code)
    return held.level if held and held.measured and held.state == deciding.DECIDED else None


def _row(one: Placed, name: str) -> OwnRow:
    return OwnRow(
        code=one.code,
        name=name,
        core=one.core,
        rated=one.view is not None,
        own=own_word(one.view),
        measured=_("Not assessed") if one.measured is None else level_word(one.measured, deciding.DECIDED),
        gap=one.gap,
        told=gap_word(one.gap),
    )


def own_word(view: View | None) -> str:
    """The own view in a word, by the weaker of the two answers."""
    if view is None:
        return _("Not rated yet")
    return str(self_rating.ANSWERS[self_rating.CAN][view.level])


def gap_word(gap: str) -> str:
    return {
        "": "",
        self_rating.NOT_MEASURED: _("No result yet to compare with"),
        self_rating.HIGHER: _("You see yourself higher than the assessment does. Look at what is still missing."),
        self_rating.LOWER: _("You can do more than you think. You may go on to the next level."),
        self_rating.ALIKE: _("Your own view and the assessment agree"),
    }[gap]
