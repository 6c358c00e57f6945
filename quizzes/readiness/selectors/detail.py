"""The page of one competence: what its levels mean, what a person's level rests on, how it arose."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from lms.people.models import Person
from quizzes.framework.models import Competence
from quizzes.readiness import deciding
from quizzes.readiness.models import Contest, Evidence, LevelDecision
from quizzes.readiness.rule import Rule, parse
from quizzes.readiness.services import rules
from quizzes.readiness.words import LEVELS, MARKED_ANEW, level_word, missing_words


@dataclass(frozen=True)
class Rung:
    level: int
    word: str
    text: str
    state: str  # past, here or ""


@dataclass(frozen=True)
class Entry:
    """One sitting, task, attestation … as the list of evidence shows it. `standing` is counts, not_enough, superseded,
    expired or withdrawn."""

    evidence: Evidence
    kind: str
    title: str
    lines: tuple[str, ...]
    by: str
    standing: str
    word: str
    note: str


@dataclass(frozen=True)
class Detail:
    competence: Competence
    decision: LevelDecision | None
    word: str
    rungs: tuple[Rung, ...]
    entries: tuple[Entry, ...]
    missing: str
    history: tuple[tuple[LevelDecision, str], ...]
    contests: tuple[Contest, ...]
    self_rating: int | None
    rule: Rule

    @property
    def contested(self) -> bool:
        return any(contest.state == Contest.State.OPEN for contest in self.contests)


def detail(person: Person, competence: Competence, *, now: datetime) -> Detail:
    """Everything about one competence of one person; the number of queries does not depend on how much there is."""
    day = timezone.localdate(now)
    history = list(
        LevelDecision.objects.filter(person=person, competence=competence)
        .select_related("rule")
        .prefetch_related("evidence")
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
    return Detail(
        competence=competence,
        decision=decision,
        word=level_word(level, state),
        rungs=_rungs(competence, level),
        entries=_entries(rows, decision, rule, day),
        missing=missing_words(decision.missing if decision else ["test", "task"]),
        history=tuple((row, level_word(row.level, row.state)) for row in history),
        contests=tuple(
            Contest.objects.filter(person=person, decision__competence=competence)
            .select_related("decision", "decided_by")
            .order_by("-at", "-pk")
        ),
        self_rating=next((row.level for row in rows if row.kind == Evidence.Kind.SELF), None),
        rule=rule,
    )


def _rungs(competence: Competence, level: int) -> tuple[Rung, ...]:
    texts = {row.level: row.text for row in competence.levels.all()}
    return tuple(
        Rung(step, str(word), texts.get(step, ""), "past" if step < level else "here" if step == level else "")
        for step, word in LEVELS.items()
    )


def _entries(rows: list[Evidence], decision: LevelDecision | None, rule: Rule, day: date) -> tuple[Entry, ...]:
    """One entry per source, the latest first; the rows of one sitting are lines of one entry."""
    weighed = {row.pk for row in decision.evidence.all()} if decision else set()
    sources: dict[tuple[str, str, str], list[Evidence]] = {}
    for row in rows:
        if row.kind != Evidence.Kind.SELF:
            sources.setdefault((row.kind, row.source_type, row.source_id), []).append(row)
    return tuple(_entry(sorted(group, key=lambda row: row.level), weighed, rule, day) for group in sources.values())


def _entry(group: list[Evidence], weighed: set[int], rule: Rule, day: date) -> Entry:
    left = [row for row in group if not hasattr(row, "withdrawal")]
    row = (left or group)[0]
    standing = _standing(left, weighed, rule, day)
    return Entry(
        evidence=row,
        kind=_("Ruling after a review") if row.source_type == "contest" else str(row.get_kind_display()),
        title=row.text,
        lines=_lines(left or group, rule),
        by=row.by.name if row.by and row.source_type != "contest" else "",
        standing=standing,
        word=_standing_word(standing),
        note=_withdrawn_note(group),
    )


def _standing(left: list[Evidence], weighed: set[int], rule: Rule, day: date) -> str:
    if not left:
        return "withdrawn"
    row = left[0]
    if not row.valid_on(day):
        return "expired"
    too_few = row.kind == Evidence.Kind.TEST and (row.items or 0) < rule.test.min_items
    if too_few or not any(one.supports for one in left):
        return "not_enough"
    return "counts" if weighed & {one.pk for one in left} else "superseded"


def _standing_word(standing: str) -> str:
    return {
        "counts": _("Counts"),
        "not_enough": _("Not enough yet"),
        "superseded": _("A later one counts"),
        "expired": _("Past its validity"),
        "withdrawn": _("Withdrawn"),
    }[standing]


def _withdrawn_note(group: list[Evidence]) -> str:
    taken = next((row.withdrawal for row in group if hasattr(row, "withdrawal")), None)
    if taken is None:
        return ""
    if not taken.by_id and taken.reason == MARKED_ANEW:
        return _("A written answer was marked once more.")
    return taken.reason if taken.by_id else _("A question was corrected and the sitting was scored anew.")


def _lines(group: list[Evidence], rule: Rule) -> tuple[str, ...]:
    row = group[0]
    if row.kind == Evidence.Kind.TEST and row.assisted:
        return (_("Done with help: speaks for “%(level)s” at most.") % {"level": LEVELS[1]},)
    if row.kind == Evidence.Kind.TEST and (row.items or 0) < rule.test.min_items:
        counts = {"count": row.items or 0, "least": rule.test.min_items}
        return (_("From %(count)d items; at least %(least)d are needed") % counts,)
    if row.kind == Evidence.Kind.TEST:
        sure = [
            _("“%(level)s”: %(sure)s") % {"level": LEVELS[one.level], "sure": sureness(one.probability or 0.0)}
            for one in group
        ]
        return (_("From %(count)d items") % {"count": row.items or 0}, *sure)
    if row.kind == Evidence.Kind.TASK:
        return (_task_line(row),)
    if row.kind == Evidence.Kind.ATTESTATION:
        return (_("Attested level: “%(level)s”") % {"level": LEVELS[row.level]},)
    return ()


def _task_line(row: Evidence) -> str:
    if not row.supports and row.source_type == "outcome":
        return _("Some steps of the simulated task are still to be practised.")
    if not row.supports:
        return _("Some points of the checklist are still to be practised.")
    if row.assisted:
        return _("Done with help: speaks for “%(level)s” at most.") % {"level": LEVELS[1]}
    return _("Done alone: speaks for “%(level)s”.") % {"level": LEVELS[row.level]}


def sureness(probability: float) -> str:
    """把握约86%"""
    if probability > 0.99:
        return _("sure to more than 99%")
    if probability < 0.01:
        return _("sure to less than 1%")
    return _("sure to about %(share)d%%") % {"share": round(probability * 100)}
