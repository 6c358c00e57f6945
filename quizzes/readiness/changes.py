"""What a change of standard means for people: levels and grades before and after. Reads only."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from lms.people.models import Person
from quizzes.framework.models import Competence
from quizzes.readiness import deciding, grading, hooks
from quizzes.readiness.models import AnnouncedRun, Basis, LevelDecision, ReadinessGrade, RunLine, Standard
from quizzes.readiness.rule import parse
from quizzes.readiness.selectors import facts as fact_selectors
from quizzes.readiness.selectors import levels as level_selectors
from quizzes.readiness.selectors.facts import fact_of
from quizzes.readiness.services import remeasuring
from quizzes.readiness.words import level_word

FIRST_NEW = 1 << 60
"""Facts that do not exist yet count as younger than all that do."""
Subject = tuple[int | None, int | None, str]
"""Competence, or mandate and scope."""


@dataclass(frozen=True)
class Turn:
    """One level or grade, before and after, as `RunLine` writes them."""

    subject: Subject
    before: str
    after: str

    @property
    def changes(self) -> bool:
        return self.before != self.after


def code(level: int, state: str) -> str:
    """The number of a level that holds, else the state."""
    return str(level) if state == deciding.DECIDED else state


def word(line: RunLine, value: str) -> str:
    """What a line's `before`, `foretold` or `came` means."""
    if line.mandate_id is not None:
        return str(ReadinessGrade.Grade(value).label)
    return level_word(int(value), deciding.DECIDED) if value.isdecimal() else level_word(0, value)


def foretell(people: Sequence[Person], basis: Basis, *, now: datetime) -> dict[int, list[Turn]]:
    """By the person's primary key, every level and grade as it stands, and as it would be decided today on that basis.
    Thirteen queries at most, however many people."""
    rule, day = parse(basis.rule.data), timezone.localdate(now)
    facts = _facts(people, basis, now)
    held = level_selectors.current_for(people)
    known = dict(Competence.objects.values_list("pk", "code"))
    scopes, grades = hooks.scopes_of_many(people), _grades(people)
    found: dict[int, list[Turn]] = {}
    for person in people:
        own, levels = facts.get(person.pk, {}), held.get(person.pk, {})
        codes = {pk: known[pk] for pk in own} | {row.competence_id: name for name, row in levels.items()}
        after = {pk: deciding.decide(own.get(pk, ()), rule, day) for pk in codes}
        turns = [
            Turn(
                (pk, None, ""),
                code(levels[name].level, levels[name].state) if name in levels else deciding.UNASSESSED,
                code(after[pk].level, after[pk].state),
            )
            for pk, name in codes.items()
        ]
        standings = {
            name: grading.Standing(after[pk].level, after[pk].state, after[pk].measured) for pk, name in codes.items()
        }
        for mandate, scope in scopes.get(person.pk, ()):
            key = (None, mandate.pk, scope.key)
            core = scope.core_for(mandate.level)
            grade = grading.grade(standings, covered=scope.covered, core=core, rule=rule.grades)
            turns.append(Turn(key, grades.get(key, grading.UNASSESSED), grade))
        found[person.pk] = turns
    return found


def came(people: Sequence[Person], run: AnnouncedRun, standard: Standard) -> dict[int, list[Turn]]:
    """By the person's primary key, every level that stood before the run and every grade, and what stands now. Four
    queries, however many people."""
    decisions = LevelDecision.objects.filter(person__in=people)
    kept = ("person_id", "competence_id", "level", "state")
    now = {(who, what): code(level, state) for who, what, level, state in decisions.in_force().values_list(*kept)}
    earlier = decisions.exclude(standard=standard).order_by("generation").values_list(*kept)
    before = {(who, what): code(level, state) for who, what, level, state in earlier}
    found: dict[int, list[Turn]] = {person.pk: [] for person in people}
    for (who, what), was in before.items():
        found[who].append(Turn((what, None, ""), was, now[who, what]))
    rows = ReadinessGrade.objects.filter(mandate__person__in=people)
    made_before = rows.filter(at__lt=run.started_at).order_by("generation")
    graded = {(None, row.mandate_id, row.scope_key): row.grade for row in made_before}
    for row in rows.in_force().select_related("mandate"):
        key = (None, row.mandate_id, row.scope_key)
        found[row.mandate.person_id].append(Turn(key, graded.get(key, row.grade), row.grade))
    return found


def sentence(turns: Iterable[Turn], names: Mapping[int, str]) -> str:
    """认识数智人大：“入门”变为“基础”；就绪度：… `names` are those of the competences by primary key."""
    parts = []
    for turn in turns:
        competence, mandate, _scope = turn.subject
        line = RunLine(competence_id=competence, mandate_id=mandate)
        name = _("Readiness") if competence is None else names[competence]
        parts.append(
            _("%(name)s: from “%(before)s” to “%(after)s”")
            % {"name": name, "before": word(line, turn.before), "after": word(line, turn.after)}
        )
    return _("; ").join(parts)


def _facts(people: Sequence[Person], basis: Basis, now: datetime) -> dict[int, dict[int, list[deciding.Fact]]]:
    """person -> competence -> the standing facts, those of sittings measured anew."""
    facts = fact_selectors.standing_of_many(people)
    old = list(remeasuring.measured(*people))
    if not old:
        return facts
    gone = {row.pk for row in old}
    found = {
        person: {pk: [fact for fact in rows if fact.id not in gone] for pk, rows in own.items()}
        for person, own in facts.items()
    }
    for number, row in enumerate(remeasuring.anew(old, basis, standard=None, now=now)):
        row.pk = FIRST_NEW + number
        found[row.person_id][row.competence_id].append(fact_of(row))
    return found


def _grades(people: Sequence[Person]) -> dict[Subject, str]:
    rows = ReadinessGrade.objects.in_force().filter(mandate__person__in=people)
    return {(None, row.mandate_id, row.scope_key): row.grade for row in rows}
