"""One or two sentences that say what a picture shows, from the published figures of its table alone."""

from __future__ import annotations

from reports.services.proposals import WEAK
from reports.services.publishing import PublishedTable
from reports.services.remarks import COMPARED, TOO_FEW, UNJUDGED, WHOLE, remarks_of
from reports.services.wording import Tables, effect, filled, levels_differ, wording
from reports.words import ALL, LEVELS

BY_PLACE = frozenset({"towns", "district_units"})


def caption_of(table: PublishedTable, tables: Tables) -> str:
    """Never who is first or last."""
    say = wording()["captions"]
    text = ""
    if table.key == "grades":
        text = _grades(table)
    elif table.key in COMPARED:
        text = _compared(table, tables)
    elif table.key == "competences":
        text = "".join(_competences(table, who) for who in LEVELS.values())
    elif table.key == "participation":
        text = _participation(table)
    elif table.key == "effect":
        text = effect(tables)
    elif table.key == "town_participation":
        text = say["town_participation"]
    else:
        parts = [told for label, cells in table.rows if (told := filled(say["share"], {**cells, "label": label}))]
        text = say["shares"].format(parts="，".join(parts)) if parts else ""
    return text or str(say["none"])


def _grades(table: PublishedTable) -> str:
    everybody = table.row(ALL)
    reached = filled(wording()["results"]["reached_text"], everybody)
    return (reached or filled(wording()["points"]["interval"], everybody)) + levels_differ(table)


def _compared(table: PublishedTable, tables: Tables) -> str:
    remarks = remarks_of(table, tables).values()
    if all(said == TOO_FEW for said in remarks):
        return str(wording()["captions"]["all_few"].format(rows=len(remarks)))
    few = sum(said.endswith(UNJUDGED) for said in remarks)
    same = sum(said.startswith("与") for said in remarks)
    counts = {"rows": len(remarks), "same": same, "few": few, "apart": len(remarks) - few - same}
    key = "compared" if table.key in BY_PLACE else "grouped"
    return str(wording()["captions"][key].format(who=WHOLE[COMPARED[table.key]], **counts))


def _competences(table: PublishedTable, who: str) -> str:
    shares = [cells["share"] for label, cells in table.rows if label.endswith(f"／{who}") and "share" in cells]
    told = [share for share in shares if share is not None]
    if not told or len(told) < len(shares):
        return ""
    good = sum(share >= WEAK for share in told)
    return str(wording()["captions"]["competences"].format(who=who, rows=len(told), enough=WEAK, good=good))


def _participation(table: PublishedTable) -> str:
    everybody, say = table.row(ALL), wording()["work"]
    parts = [*say["participation_parts"], say["hours_parts"][0]]
    told = [text for part in parts if (text := filled(part, everybody))]
    return "，".join(told) + "。" if told else ""
