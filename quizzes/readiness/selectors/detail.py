"""The page of one competence: what its levels mean, what a person's level rests on, how it arose."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from lms.people.models import Person
from quizzes.framework.models import Competence
from quizzes.readiness import deciding
from quizzes.readiness.models import Contest, Evidence, LevelDecision
from quizzes.readiness.rule import Rule, parse
from quizzes.readiness.selectors.arising import Version, means, since, sure, versions
from quizzes.readiness.selectors.attestations import attesters_of
from quizzes.readiness.selectors.proof import Entry, entries
from quizzes.readiness.selectors.self_ratings import gap_word, latest, own_word
from quizzes.readiness.self_rating import Placed, View
from quizzes.readiness.services import rules
from quizzes.readiness.words import LEVELS, level_word, missing_word


@dataclass(frozen=True)
class Rung:
    level: int
    word: str
    text: str
    state: str  # past, here or ""


@dataclass(frozen=True)
class Detail:
    """`since` is the day from which the level stands without a break; `sure` says how sure it is and `means` what that
    number means, "" where nothing was estimated. `missing` is what the level called `following` still needs, one thing
    each; `following` is "" at the top; `attesters` names whom to ask for an attestation, None where none is missing."""

    competence: Competence
    decision: LevelDecision | None
    word: str
    since: date | None
    sure: str
    means: str
    rungs: tuple[Rung, ...]
    entries: tuple[Entry, ...]
    missing: tuple[str, ...]
    attesters: tuple[str, ...] | None
    following: str
    history: tuple[Version, ...]
    contests: tuple[Contest, ...]
    own: View | None
    own_word: str
    gap: str
    rule: Rule

    @property
    def contested(self) -> bool:
        return any(contest.state == Contest.State.OPEN for contest in self.contests)


def detail(person: Person, competence: Competence, *, now: datetime) -> Detail:
    """Everything about one competence of one person; the number of queries does not depend on how much there is."""
    day = timezone.localdate(now)
    history = list(
        LevelDecision.objects.filter(person=person, competence=competence)
        .select_related("rule", "standard__run")
        .prefetch_related("evidence__by")
        .order_by("-generation")
    )
    decision = history[0] if history else None
    level, state = (decision.level, decision.state) if decision else (0, deciding.UNASSESSED)
    rule = parse((decision.rule if decision else rules.in_force(day)).data)
    rows = list(
        Evidence.objects.filter(person=person, competence=competence)
        .select_related("by", "withdrawal")
        .order_by("-at", "-pk")
    )
    objections = list(
        Contest.objects.filter(person=person, decision__competence=competence)
        .select_related("decision", "decided_by")
        .order_by("-at", "-pk")
    )
    weighed = list(decision.evidence.all()) if decision else []
    placed = _placed(competence, decision, latest(person).get(competence.code))
    codes = decision.missing if decision else ["test", "task"]
    return Detail(
        competence=competence,
        decision=decision,
        word=level_word(level, state),
        since=since(history),
        sure=sure(decision, weighed, rule),
        means=means(decision, weighed, rule),
        rungs=_rungs(competence, level),
        entries=entries(rows, decision, rule, day),
        missing=tuple(missing_word(code) for code in codes),
        attesters=attesters_of(person, now=now) if "attestation" in codes else None,
        following=_following(level, state),
        history=versions(history, objections),
        contests=tuple(objections),
        own=placed.view,
        own_word=own_word(placed.view),
        gap=gap_word(placed.gap),
        rule=rule,
    )


def _placed(competence: Competence, decision: LevelDecision | None, view: View | None) -> Placed:
    held = decision is not None and decision.measured and decision.state == deciding.DECIDED
    return Placed(competence.code, False, view, decision.level if held and decision else None)


def _following(level: int, state: str) -> str:
    """What the next level is called; an expired result is taken up again at level 2, as the rule does."""
    step = 2 if state == deciding.EXPIRED else level + 1
    return str(LEVELS[step]) if step in LEVELS else ""


def _rungs(competence: Competence, level: int) -> tuple[Rung, ...]:
    texts = {row.level: row.text for row in competence.levels.all()}
    return tuple(
        Rung(step, str(word), texts.get(step, ""), "past" if step < level else "here" if step == level else "")
        for step, word in LEVELS.items()
    )
