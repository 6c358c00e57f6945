"""What is proposed for the texts that staff write: opening, problems, next steps, what the meeting is asked; by rule,
from published figures. And the method note, which nobody edits."""

from __future__ import annotations

from reports.models import Snapshot
from reports.services.wording import Tables, rows_of, wording
from reports.words import ALL

WEAK = 80
"""A competence that fewer per cent have mastered is named among the problems."""
EDITED = ("opening", "problems", "plans", "requests")
"""The texts that staff may write anew, in the order of the report."""


def proposed(name: str, snapshot: Snapshot, tables: Tables) -> list[str]:
    """The paragraphs proposed for one of the edited texts."""
    if name == "opening":
        return [opening(snapshot)]
    return {"problems": problems, "plans": plans, "requests": requests}[name](tables)


def problems(tables: Tables) -> list[str]:
    """The proposal for 三、存在问题, which staff then rewrite."""
    say, everybody = wording()["problems"], tables["grades"].row(ALL)
    due, unknown = everybody.get("due"), everybody.get("unknown")
    lines = []
    if due and unknown:
        lines.append(say["unknown"].format(unknown=unknown, share=round(100 * unknown / due)))
    elif unknown is None:
        lines.append(say["unknown_none"])
    weakest = min(_weak(tables), key=lambda one: one[2], default=None)
    if weakest:
        who, name, share = weakest
        lines.append(say["weakest"].format(who=who, name=name, share=share))
    else:
        shares = [cells.get("share") for _label, cells in rows_of(tables, "competences")]
        lines.append(say["weakest_none" if shares and None not in shares else "weakest_unknown"])
    if short := _hours_short(tables):
        lines.append(say["hours"].format(hours_short=short))
    return [*lines, say["habit"]]


def plans(tables: Tables) -> list[str]:
    """The proposal for 四、下步打算: what the figures ask for, and what always holds."""
    say, unknown = wording()["plans"], tables["grades"].row(ALL).get("unknown")
    lines = []
    if unknown is None or unknown:
        lines.append(say["makeup"].format(unknown=unknown) if unknown else say["makeup_none"])
    names = list(dict.fromkeys(f"“{name}”" for _who, name, _share in _weak(tables)))
    lines.append(say["weak"].format(names="".join(names[:3]), weak=WEAK) if names else say["weak_none"])
    if short := _hours_short(tables):
        lines.append(say["hours"].format(hours_short=short))
    return [*lines, say["safety"], say["follow"]]


def requests(tables: Tables) -> list[str]:
    """The proposal for 五、提请研究事项."""
    say, unknown = wording()["requests"], tables["grades"].row(ALL).get("unknown")
    return [say["hear"], *([say["makeup"]] if unknown is None or unknown else []), say["follow"]]


def opening(snapshot: Snapshot) -> str:
    """The proposal for the first paragraph, up to the day of the figures."""
    scope = snapshot.scope
    number = f"（{scope['basis_number']}）" if scope.get("basis_number") else ""
    basis = f"《{scope['basis']}》{number}" if scope.get("basis") else "年度代表工作计划"
    text: str = wording()["opening"]
    return text.format(basis=basis)


def notes(snapshot: Snapshot) -> list[str]:
    known = {
        "readiness": snapshot.rules["readiness"],
        "rule": snapshot.rules["pass"],
        "covered": len(snapshot.scope["covered"]),
        "snapshot": str(snapshot.uuid),
        "source_hash": snapshot.source_hash,
        "seal": snapshot.seal.rsplit(" ", 1)[-1] or wording()["no_seal"],
    }
    return [line.format(**known) for line in wording()["notes"]]


def _weak(tables: Tables) -> list[tuple[str, str, int]]:
    """Level of congress, competence and share, for competences that too few have mastered, the weakest first."""
    found = []
    for label, cells in rows_of(tables, "competences"):
        name, _slash, who = label.partition("／")
        share = cells.get("share")
        if share is not None and share < WEAK:
            found.append((who, name, share))
    return sorted(found, key=lambda one: one[2])


def _hours_short(tables: Tables) -> int:
    """How many have too few hours; 0 where it may not be told."""
    row = tables["participation"].row(ALL)
    due, met = row.get("due"), row.get("hours_met")
    return due - met if due is not None and met is not None else 0
