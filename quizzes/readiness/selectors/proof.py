"""What a level rests on: one entry for each sitting, task, attestation …, as the list of evidence shows it."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from quizzes.readiness.models import Evidence, LevelDecision
from quizzes.readiness.rule import Rule
from quizzes.readiness.words import LEVELS, MARKED_ANEW, NEW_STANDARD, sureness


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


def entries(rows: list[Evidence], decision: LevelDecision | None, rule: Rule, day: date) -> tuple[Entry, ...]:
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
    if not taken.by_id and taken.reason == NEW_STANDARD:
        return _("A new standard took effect; the answers were measured anew under it.")
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
            _("“%(level)s” or above: %(sure)s")
            % {"level": LEVELS[one.level], "sure": sureness(one.probability or 0.0, rule.test.posterior)}
            for one in group
        ]
        told = _("From %(count)d items. Each level is reckoned by itself; the numbers are not added up:")
        return (told % {"count": row.items or 0}, *sure)
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
