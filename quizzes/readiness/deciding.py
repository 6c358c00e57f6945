"""From facts and a rule to a level. Pure: no database, no clock, no language."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from quizzes.readiness.rule import LevelNeeds, Need, Rule, TestRule

SELF, LESSONS, TEST, TASK, ATTESTATION = "self", "lessons", "test", "task", "attestation"
UNASSESSED, TOO_FEW, DECIDED, EXPIRED = "unassessed", "too_few", "decided", "expired"
TOP = 4


@dataclass(frozen=True)
class Fact:
    """One piece of standing evidence. A test leaves one fact per level, all with the same source. `ruling` marks what a
    committee found after an objection: it sets its level and those below."""

    id: int
    kind: str
    level: int
    source: str
    at: datetime
    valid_until: date
    supports: bool = True
    assisted: bool = False
    probability: float | None = None
    items: int | None = None
    theta: float | None = None
    se: float | None = None
    ruling: bool = False


@dataclass(frozen=True)
class Decided:
    """What follows from the facts. `missing` names what the next level still needs, by code: lessons, test, items:N (so
    many more items), second_form (close: another form), test_again, task, task_again, attestation."""

    level: int
    state: str
    measured: bool
    probability: float | None
    theta: float | None
    se: float | None
    items: int
    missing: tuple[str, ...]
    evidence: frozenset[int]
    valid_until: date | None


NOTHING = Decided(0, UNASSESSED, False, None, None, None, 0, (), frozenset(), None)


@dataclass(frozen=True)
class Weighed:
    """The valid facts of one competence, sorted for the rule: `sitting` is the test that counts, as level -> fact."""

    sitting: dict[int, Fact]
    others: tuple[Fact, ...]

    @property
    def all(self) -> tuple[Fact, ...]:
        return (*self.sitting.values(), *self.others)

    @property
    def ruling(self) -> Fact | None:
        return max((fact for fact in self.others if fact.ruling), key=lambda fact: (fact.at, fact.id), default=None)


def decide(facts: Iterable[Fact], rule: Rule, day: date) -> Decided:
    """The level on `day`. A self-rating proves nothing; what is past its validity counts only to tell "expired" from
    "never assessed"."""
    counted = [fact for fact in facts if fact.kind != SELF]
    valid = [fact for fact in counted if day <= fact.valid_until]
    weighed = weigh(valid, rule.test)
    measuring = [fact for fact in weighed.all if measures(fact, rule.test)]
    if not measuring and any(measures(fact, rule.test) for fact in counted):
        return _expired(counted, weighed, rule)
    if not valid:
        return NOTHING
    level, stands_until = _highest(weighed, rule)
    if measuring:
        end = max(fact.valid_until for fact in measuring)
        stands_until = min(stands_until, end) if stands_until else end
    test, at_two = next(iter(weighed.sitting.values()), None), weighed.sitting.get(2)
    return Decided(
        level=level,
        state=TOO_FEW if level == 0 and not measuring and weighed.sitting else DECIDED,
        measured=bool(measuring),
        probability=at_two.probability if at_two else None,
        theta=test.theta if test else None,
        se=test.se if test else None,
        items=(test.items or 0) if test else 0,
        missing=_missing(weighed, rule, level + 1),
        evidence=frozenset(fact.id for fact in weighed.all),
        valid_until=stands_until or max(fact.valid_until for fact in weighed.all),
    )


def _expired(counted: Sequence[Fact], weighed: Weighed, rule: Rule) -> Decided:
    return Decided(
        level=0,
        state=EXPIRED,
        measured=False,
        probability=None,
        theta=None,
        se=None,
        items=0,
        missing=_missing(weighed, rule, 2),
        evidence=frozenset(fact.id for fact in counted if measures(fact, rule.test)),
        valid_until=None,
    )


def measures(fact: Fact, test: TestRule) -> bool:
    """Whether the fact is a result, of whatever outcome: lessons read and a handful of answers are none."""
    if fact.kind == TEST:
        return (fact.items or 0) >= test.min_items
    return fact.kind in (TASK, ATTESTATION)


def weigh(valid: Sequence[Fact], test: TestRule) -> Weighed:
    """The valid facts sorted for the rule."""
    sittings: dict[str, dict[int, Fact]] = {}
    for fact in valid:
        if fact.kind == TEST and not fact.assisted:
            sittings.setdefault(fact.source, {})[fact.level] = fact
    latest = max(sittings.values(), key=lambda rows: _rank(rows, test), default={})
    others = [fact for fact in valid if fact.kind != TEST or fact.assisted]
    return Weighed(sitting=latest, others=tuple(others))


def _rank(rows: dict[int, Fact], test: TestRule) -> tuple[bool, datetime, int]:
    """Of several sittings the latest one with enough items counts."""
    some = next(iter(rows.values()))
    return measures(some, test), some.at, max(fact.id for fact in rows.values())


def _highest(weighed: Weighed, rule: Rule) -> tuple[int, date | None]:
    """The highest level whose needs, and those of every lower one, are met, and until which day."""
    stands_until: date | None = None
    for level in range(1, TOP + 1):
        met = _met_until(weighed, rule, level)
        if met is None:
            return level - 1, stands_until
        stands_until = min(met, stands_until) if stands_until else met
    return TOP, stands_until


def _met_until(weighed: Weighed, rule: Rule, level: int) -> date | None:
    """The last day on which the level's own needs are met; None when they are not."""
    ends = [_until(weighed, need, rule.test) for need in rule.levels[level].needs]
    met = [end for end in ends if end is not None]
    own = _combined(met, rule.levels[level])
    ruling = weighed.ruling
    if ruling is not None and ruling.level >= level:
        return max(own, ruling.valid_until) if own else ruling.valid_until
    return own


def _combined(met: list[date], needs: LevelNeeds) -> date | None:
    if needs.any_of:
        return max(met, default=None)
    return min(met) if len(met) == len(needs.needs) else None


def _until(weighed: Weighed, need: Need, test: TestRule) -> date | None:
    """Until when one need is met, by whichever fact lasts longest."""
    if need.kind == TEST and not need.assisted:
        row = weighed.sitting.get(need.level)
        return row.valid_until if row is not None and reaches(row, test) else None
    fits = [
        fact.valid_until
        for fact in weighed.others
        if fact.kind == need.kind
        and fact.supports
        and not fact.ruling
        and fact.level >= need.level
        and (need.assisted or not fact.assisted)
    ]
    return max(fits, default=None)


def reaches(row: Fact, test: TestRule) -> bool:
    """Whether a row of a test shows its level."""
    return measures(row, test) and (row.probability or 0.0) >= test.posterior


def _missing(weighed: Weighed, rule: Rule, level: int) -> tuple[str, ...]:
    """What the level still needs. Of alternatives one is named: what was begun already, else the rule's first."""
    if level > TOP:
        return ()
    wanted = rule.levels[level]
    codes = {
        _code(weighed, need, rule.test): need.kind for need in wanted.needs if _until(weighed, need, rule.test) is None
    }
    if wanted.any_of:
        begun = [code for code, kind in codes.items() if code != kind]
        return tuple((begun or list(codes))[:1])
    return tuple(codes)


def _code(weighed: Weighed, need: Need, test: TestRule) -> str:
    if need.kind == TEST:
        return _test_code(weighed.sitting, need.level, test)
    if need.kind == TASK and any(fact.kind == TASK for fact in weighed.others):
        return "task_again"
    return need.kind


def _test_code(sitting: dict[int, Fact], level: int, test: TestRule) -> str:
    if not sitting:
        return "test"
    items = next(iter(sitting.values())).items or 0
    if items < test.min_items:
        return f"items:{test.min_items - items}"
    row = sitting.get(level)
    close = row is not None and (row.probability or 0.0) >= test.borderline
    return "second_form" if close else "test_again"
