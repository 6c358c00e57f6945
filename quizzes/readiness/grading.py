"""From levels and a rule to the grade of a mandate. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from quizzes.readiness import deciding
from quizzes.readiness.rule import GradeRule

UNASSESSED, EXPIRED, STARTING = "unassessed", "expired", "starting"
BASIC, FULL, EXEMPLARY = "basic", "full", "exemplary"


@dataclass(frozen=True)
class Standing:
    """How a person stands in one competence."""

    level: int
    state: str
    measured: bool

    @property
    def valid(self) -> bool:
        """A result that a grade may rest on; lessons alone are none."""
        return self.state == deciding.DECIDED and self.measured

    @property
    def expired(self) -> bool:
        return self.state == deciding.EXPIRED


Standings = Mapping[str, Standing]
NEVER = Standing(0, deciding.UNASSESSED, False)


def grade(standings: Standings, *, covered: Iterable[str], core: Iterable[str], rule: GradeRule) -> str:
    """The grade over the covered competences. Nothing that was not assessed counts as low: without a result in every
    core competence there is no grade."""
    core, covered = set(core), set(covered)
    held = {code: standings.get(code, NEVER) for code in core | covered}
    if not core or any(not (held[code].valid or held[code].expired) for code in core):
        return UNASSESSED
    if any(held[code].expired for code in core):
        return EXPIRED
    if any(held[code].level < rule.core_level for code in core):
        return STARTING
    if lacking_for_full(standings, covered=covered, rule=rule):
        return BASIC
    led = sum(_level(held[code]) >= rule.led_level for code in covered)
    return EXEMPLARY if led >= rule.led_count else FULL


def lacking_for_full(standings: Standings, *, covered: Iterable[str], rule: GradeRule) -> set[str]:
    """The competences that keep a mandate with every core met from being fully ready: the gates below their level, and
    all that are below the share's level while the share is not reached."""
    covered = set(covered)
    held = {code: _level(standings.get(code, NEVER)) for code in covered}
    gates = {code for code in covered if code[:1] in rule.gate_areas and held[code] < rule.gate_level}
    below = {code for code in covered if held[code] < rule.share_level}
    return gates | (below if len(covered) - len(below) < rule.share * len(covered) else set())


def _level(standing: Standing) -> int:
    return standing.level if standing.valid else 0
