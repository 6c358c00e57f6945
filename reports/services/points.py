"""要点 on the first page: how many of how many, what changed beyond error, what the meeting is asked to decide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from reports.services.comparing import Change
from reports.services.publishing import PublishedTable
from reports.services.wording import filled
from reports.words import ALL

MOST = 300
"""Characters."""
ORDER = "一二三四五六七八九"


def points(
    say: Mapping[str, str],
    tables: Mapping[str, PublishedTable],
    persons: int,
    change: Change | None,
    base_day: str,
    requests: Sequence[str],
) -> tuple[str, ...]:
    """Three or four sentences of `MOST` characters at most. Requests too long for that are pointed at."""
    cells = dict(tables["grades"].row(ALL)) | {"persons": persons}
    lines = [filled(say["known"], cells), filled(say["reached"], cells) or filled(say["interval"], cells)]
    lines.append(_changed(say, change, base_day))
    told = [line for line in lines if line]
    heads = [line.partition("。")[0].strip() for line in requests]
    asked = heads if len(heads) < 2 else [f"{order}是{head}" for order, head in zip(ORDER, heads, strict=False)]
    if asked:
        ask = say["ask"].format(requests="；".join(asked))
        fits = len(asked) == len(heads) and sum(map(len, [*told, ask])) <= MOST
        told.append(ask if fits else say["ask_below"])
    return tuple(told)


def _changed(say: Mapping[str, str], change: Change | None, base_day: str) -> str:
    if not base_day:
        return say["first"]
    if change is None:
        return say["not_comparable"].format(day=base_day)
    key = "changed" if change.beyond_error else "unchanged"
    before, after = change.share
    return say[key].format(day=base_day, before=before, after=after)
