"""How a level arose: since when it stands, how sure it is, and every version before it."""

from dataclasses import dataclass
from datetime import date
from itertools import takewhile

from django.utils import timezone
from django.utils.translation import gettext as _

from quizzes.readiness import deciding
from quizzes.readiness.models import Contest, Evidence, LevelDecision
from quizzes.readiness.rule import Rule
from quizzes.readiness.words import LEVELS, level_word, percent, sureness


@dataclass(frozen=True)
class Version:
    """One decision on the level as the history shows it: `until` is the day of the next one, None for the one in force;
    `reason` says what made it."""

    decision: LevelDecision
    word: str
    start: date
    until: date | None
    reason: str


def since(history: list[LevelDecision]) -> date | None:
    """The day of the first of the latest decisions that all say the same."""
    same = list(takewhile(lambda row: (row.level, row.state) == (history[0].level, history[0].state), history))
    return timezone.localdate(same[-1].at) if same else None


def _told_by(decision: LevelDecision | None, weighed: list[Evidence], rule: Rule) -> Evidence | None:
    """The row of the assessment that says how sure the level is: at the level itself (the third for the fourth, which
    no assessment shows), at the first one for none. None where the level rests on something else."""
    if decision is None or decision.state != deciding.DECIDED or any(row.source_type == "contest" for row in weighed):
        return None
    tests = [row for row in weighed if row.kind == Evidence.Kind.TEST and not row.assisted]
    row = next((one for one in tests if one.level == min(decision.level or 1, 3)), None)
    if row is None or (row.items or 0) < rule.test.min_items:
        return None
    return row if not decision.level or (row.probability or 0.0) >= rule.test.posterior else None


def sure(decision: LevelDecision | None, weighed: list[Evidence], rule: Rule) -> str:
    if decision is None or decision.state in (deciding.UNASSESSED, deciding.EXPIRED):
        return ""
    if decision.state == deciding.TOO_FEW:
        counts = {"count": decision.items, "least": rule.test.min_items}
        return _("%(count)d questions answered; at least %(least)d are needed to say anything.") % counts
    if ruling := next((row for row in weighed if row.source_type == "contest" and row.by), None):
        return _("Decided by a named person after a review: %(name)s.") % {"name": ruling.by.name if ruling.by else ""}
    row = _told_by(decision, weighed, rule)
    if row is None:
        return _("It does not rest on an assessment, so there is no percentage.")
    words = {
        "count": row.items or 0,
        "level": LEVELS[row.level],
        "sure": sureness(row.probability or 0.0, rule.test.posterior),
        "least": round(rule.test.posterior * 100),
    }
    if decision.level:
        return _("From %(count)d questions: “%(level)s”, %(sure)s. At least %(least)d%% is asked for.") % words
    return _("From %(count)d questions: “%(level)s”, %(sure)s, below the %(least)d%% that are asked for.") % words


def means(decision: LevelDecision | None, weighed: list[Evidence], rule: Rule) -> str:
    row = _told_by(decision, weighed, rule)
    if row is None or not 0.01 <= (row.probability or 0.0) <= 0.99:
        return ""
    words = {"share": percent(row.probability or 0.0, rule.test.posterior), "level": LEVELS[row.level]}
    return (
        _(
            "That means: if 100 people took the same questions and got as many of them right as you, about %(share)d "
            "of them would really be at “%(level)s”. The number is no mark."
        )
        % words
    )


def versions(history: list[LevelDecision], contests: list[Contest]) -> tuple[Version, ...]:
    """The latest first; `history` comes in that order."""
    ruled = {one.decided_at: one.decided_by.name for one in contests if one.state == "changed" and one.decided_by}
    found: list[Version] = []
    until: date | None = None
    for place, row in enumerate(history):
        earlier = history[place + 1] if place + 1 < len(history) else None
        start, reason = timezone.localdate(row.at), _reason(row, earlier, ruled.get(row.at, ""))
        found.append(Version(row, level_word(row.level, row.state), start, until, reason))
        until = start
    return tuple(found)


def _reason(row: LevelDecision, earlier: LevelDecision | None, ruled_by: str) -> str:
    if ruled_by:
        return _("after a review, by %(name)s") % {"name": ruled_by}
    before = {(one.kind, one.source_type, one.source_id) for one in earlier.evidence.all()} if earlier else set()
    new = [one for one in row.evidence.all() if (one.kind, one.source_type, one.source_id) not in before]
    if row.state == deciding.EXPIRED:
        return _("the results are past their validity")
    run = getattr(row.standard, "run", None)
    if earlier is not None and earlier.standard_id != row.standard_id and run is not None and not new:
        return _("decided anew under a new standard: %(reason)s") % {"reason": run.reason}
    if new:
        kinds = _(", ").join(dict.fromkeys(str(one.get_kind_display()) for one in new))
        if earlier is not None and (earlier.level, earlier.state) == (row.level, row.state):
            return _("new: %(kinds)s; the level stays") % {"kinds": kinds}
        return _("new: %(kinds)s") % {"kinds": kinds}
    return _("something no longer counts") if earlier else ""
