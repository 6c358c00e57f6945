"""The page on which a person sees all own levels."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import takewhile

from django.utils import timezone

from lms.people.models import Mandate, Person
from quizzes.framework.models import Competence
from quizzes.readiness import deciding, hooks
from quizzes.readiness.basis import basis_line
from quizzes.readiness.models import LevelDecision, ReadinessGrade
from quizzes.readiness.rule import Rule, parse
from quizzes.readiness.scope import Scope
from quizzes.readiness.selectors import facts as fact_selectors
from quizzes.readiness.selectors import grades as grade_selectors
from quizzes.readiness.selectors import levels as level_selectors
from quizzes.readiness.services import rules
from quizzes.readiness.words import level_word

RESTING = (
    ReadinessGrade.Grade.STARTING,
    ReadinessGrade.Grade.BASIC,
    ReadinessGrade.Grade.FULL,
    ReadinessGrade.Grade.EXEMPLARY,
)
"""The grades that rest on results, and end with the first of them."""


@dataclass(frozen=True)
class Row:
    """One competence as the list shows it: `marks` are the four squares, `word` always stands beside them."""

    code: str
    name: str
    core: bool
    state: str
    level: int
    word: str
    basis: str
    marks: tuple[str, ...]


@dataclass(frozen=True)
class AreaRows:
    name: str
    core: bool
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Standing:
    """One mandate with its grade over one programme, since when without a break and until when it stands, how many core
    competences it rests on (`measured` of them with a result, `ready` at the level that is wanted), and what the next
    grade needs."""

    mandate: Mandate
    grade: str
    word: str
    since: date | None
    valid_until: date | None
    core: int
    measured: int
    ready: int
    missing: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Overview:
    """`scope` is the first of the person's, None without any."""

    standings: tuple[Standing, ...]
    areas: tuple[AreaRows, ...]
    others: tuple[AreaRows, ...]
    covered: int
    total: int
    scope: Scope | None


def overview(person: Person, *, now: datetime) -> Overview:
    """Everything that the page shows; the number of queries does not depend on how much there is."""
    day = timezone.localdate(now)
    rule = parse(rules.in_force(day).data)
    scopes = hooks.scopes_of(person)
    covered = {code for _mandate, scope in scopes for code in scope.covered}
    core = {code for mandate, scope in scopes for code in scope.core_for(mandate.level)}
    competences = list(Competence.objects.select_related("area").order_by("order"))
    levels = level_selectors.current(person)
    facts = fact_selectors.standing(person)
    rows = [
        (one, _row(one, levels.get(one.code), one.code in core, basis_line(facts.get(one.pk, []), rule, day)))
        for one in competences
    ]
    return Overview(
        standings=_standings(scopes, levels, {one.code: one.name for one in competences}, rule),
        areas=_by_area((one, row) for one, row in rows if one.code in covered),
        others=_by_area((one, row) for one, row in rows if one.code not in covered),
        covered=len(covered),
        total=len(competences),
        scope=scopes[0][1] if scopes else None,
    )


def marks(level: int) -> tuple[str, ...]:
    """The classes of the four squares."""
    return tuple(f"f{step}" if step <= level else "" for step in range(1, deciding.TOP + 1))


def _row(one: Competence, held: LevelDecision | None, core: bool, basis: str) -> Row:
    level, state = (held.level, held.state) if held else (0, deciding.UNASSESSED)
    return Row(
        code=one.code,
        name=one.name,
        core=core,
        state=state,
        level=level,
        word=level_word(level, state),
        basis=basis,
        marks=marks(level),
    )


def _by_area(pairs: Iterable[tuple[Competence, Row]]) -> tuple[AreaRows, ...]:
    """Areas with core competences first, and core competences first within an area."""
    found: dict[str, list[Row]] = {}
    for one, row in pairs:
        found.setdefault(one.area.name, []).append(row)
    areas = [
        AreaRows(
            name=name,
            core=any(row.core for row in rows),
            rows=tuple(sorted(rows, key=lambda row: not row.core)),
        )
        for name, rows in found.items()
    ]
    return tuple(sorted(areas, key=lambda area: not area.core))


def _standings(
    scopes: list[tuple[Mandate, Scope]], levels: level_selectors.Levels, names: dict[str, str], rule: Rule
) -> tuple[Standing, ...]:
    mandates = [mandate for mandate, _scope in scopes]
    history: dict[tuple[int, str], list[ReadinessGrade]] = {}
    for row in ReadinessGrade.objects.filter(mandate__in=mandates).order_by("-generation"):
        history.setdefault((row.mandate_id, row.scope_key), []).append(row)
    found = []
    for mandate, scope in scopes:
        rows = history.get((mandate.pk, scope.key), [])
        grade = ReadinessGrade.Grade(rows[0].grade if rows else "unassessed")
        missing = grade_selectors.missing_for_next(levels, scope, mandate.level, rule.grades)
        results = [levels[code] for code in scope.core_for(mandate.level) if code in levels and levels[code].measured]
        ends = [one.valid_until for one in results if one.valid_until]
        standing = Standing(
            mandate=mandate,
            grade=grade.value,
            word=str(grade.label),
            since=_since(rows),
            valid_until=min(ends, default=None) if grade in RESTING else None,
            core=len(scope.core_for(mandate.level)),
            measured=len(results),
            ready=sum(one.level >= rule.grades.core_level for one in results),
            missing=tuple((names.get(code, code), what) for code, what in missing),
        )
        found.append(standing)
    return tuple(found)


def _since(rows: Sequence[ReadinessGrade]) -> date | None:
    """The day of the first of the latest `rows` that all say the same, the newest first: a new rule that changes
    nothing is no break."""
    same = list(takewhile(lambda row: row.grade == rows[0].grade, rows))
    return timezone.localdate(same[-1].at) if same else None
