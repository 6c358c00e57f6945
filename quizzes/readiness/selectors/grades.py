"""Grades in force, now or at an earlier moment, and what the next one asks for."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.people.models import Mandate
from quizzes.readiness import deciding, grading
from quizzes.readiness.models import LevelDecision, ReadinessGrade
from quizzes.readiness.rule import GradeRule, parse
from quizzes.readiness.scope import Scope
from quizzes.readiness.selectors import levels as level_selectors
from quizzes.readiness.services import rules
from quizzes.readiness.words import LEVELS, missing_words

BATCH = 2000


def current(mandates: "QuerySet[Mandate] | Iterable[Mandate]", scope_key: str) -> dict[int, ReadinessGrade]:
    """mandate's primary key -> the grade in force over that scope; a mandate without a row is not assessed."""
    return _of_mandates(ReadinessGrade.objects.in_force(), mandates, scope_key)


def as_of(
    mandates: "QuerySet[Mandate] | Iterable[Mandate]", scope_key: str, moment: datetime
) -> dict[int, ReadinessGrade]:
    """The same, as it stood at that moment."""
    return _of_mandates(ReadinessGrade.objects.in_force_at(moment), mandates, scope_key)


def missing_for_next(
    decisions: Mapping[str, LevelDecision], scope: Scope, level: str, rule: GradeRule | None = None
) -> list[tuple[str, str]]:
    """What stands between a mandate of that level of congress and the next grade: competence and what is needed there,
    in words, in the order of the scope. Empty when the competences ask for nothing more."""
    rule = rule or parse(rules.in_force(timezone.localdate()).data).grades
    standings = level_selectors.standings(decisions)
    core = scope.core_for(level)
    lacking, wanted = {code for code in core if _below(standings.get(code), rule.core_level)}, rule.core_level
    if not lacking:
        lacking = grading.lacking_for_full(standings, covered=scope.covered, rule=rule)
        wanted = max(rule.gate_level, rule.share_level)
    if not lacking and _led(standings, scope, rule) < rule.led_count:
        lacking = {code for code in scope.covered if _below(standings.get(code), rule.led_level)}
        wanted = rule.led_level
    return [(code, _needed(decisions.get(code), wanted)) for code in scope.covered if code in lacking]


def _below(standing: grading.Standing | None, level: int) -> bool:
    return standing is None or not standing.valid or standing.level < level


def _led(standings: grading.Standings, scope: Scope, rule: GradeRule) -> int:
    return sum(not _below(standings.get(code), rule.led_level) for code in scope.covered)


def _needed(decision: LevelDecision | None, wanted: int) -> str:
    """What the next level needs; a level further off is named instead of all its steps."""
    if decision is None or decision.state == deciding.UNASSESSED:
        return missing_words(["test", "task"])
    if decision.state == deciding.DECIDED and decision.level and decision.level + 1 < wanted:
        step = LEVELS[decision.level + 1]
        return _("first “%(level)s”: %(missing)s") % {"level": step, "missing": missing_words(decision.missing)}
    return missing_words(decision.missing)


def _of_mandates(
    grades: QuerySet[ReadinessGrade], mandates: "QuerySet[Mandate] | Iterable[Mandate]", scope_key: str
) -> dict[int, ReadinessGrade]:
    grades = grades.filter(scope_key=scope_key).order_by("pk")
    if isinstance(mandates, QuerySet) and not mandates.query.is_sliced:
        inside: Any = mandates.order_by().values("pk")
        return {grade.mandate_id: grade for grade in grades.filter(mandate__in=inside)}
    keys = [mandate.pk for mandate in mandates]
    batches = (keys[start : start + BATCH] for start in range(0, len(keys), BATCH))
    return {grade.mandate_id: grade for batch in batches for grade in grades.filter(mandate__in=batch)}
