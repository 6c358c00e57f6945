"""The sentence that stands beside a group: whether it differs from all. Never a place in a ranking."""

from __future__ import annotations

from collections.abc import Mapping

from reports.services.publishing import Counts, PublishedTable
from reports.words import ALL, LEVELS

COMPARED = {"towns": LEVELS["township"], "district_units": LEVELS["district"], "origins": ALL, "ages": ALL}
"""Tables whose rows are compared, with which row of the first table."""
WHOLE = {ALL: "全体代表", LEVELS["township"]: "全区镇人大代表", LEVELS["district"]: "全区区人大代表"}
UNJUDGED = "暂不能判断"
TOO_FEW, NOT_SHOWN = f"人数少，{UNJUDGED}", f"部分数字不公布，{UNJUDGED}"
FEW = 20
"""A group with fewer results is called small; in a larger one it is a class that is too small to be shown."""


def remarks_of(table: PublishedTable, tables: Mapping[str, PublishedTable]) -> dict[str, str]:
    """Row label -> sentence without full stop; empty for tables whose rows are not compared."""
    who = COMPARED.get(table.key)
    if who is None:
        return {}
    whole = tables["grades"].row(who)
    return {label: remark(cells, whole, WHOLE[who]) for label, cells in table.rows}


def remark(cells: Counts, whole: Counts, who: str) -> str:
    """What may be said of a difference: only whether two intervals lie apart."""
    ends = (cells.get("low"), cells.get("high"), whole.get("low"), whole.get("high"))
    low, high, all_low, all_high = ends
    if low is None or high is None or all_low is None or all_high is None or cells.get("share") is None:
        return NOT_SHOWN if (cells.get("known") or 0) >= FEW else TOO_FEW
    if low > all_high:
        return f"高于{who}，差异较为明显"
    if high < all_low:
        return f"低于{who}，差异较为明显"
    return f"与{who}无明显差异"
