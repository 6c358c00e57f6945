"""multianswer (Cloze): `{2:MULTICHOICE:wrong~=right#well done}` inside the text."""

import re
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from quizzes.exchange.formats.moodle.asked import Asked
from quizzes.exchange.formats.moodle.choices import Content
from quizzes.exchange.formats.moodle.elements import as_html
from quizzes.exchange.formats.moodle.gap_keys import gap_of
from quizzes.exchange.formats.moodle.gaps import cloze_body
from quizzes.exchange.material.marks import guarded, mark_of
from quizzes.exchange.question import Unfaithful

START = re.compile(r"\{(\d*):([A-Z_]+):")
TYPES = {
    **dict.fromkeys(("MULTICHOICE", "MC", "MULTICHOICE_V", "MCV", "MULTICHOICE_H", "MCH"), "choice"),
    **dict.fromkeys(("MULTICHOICE_S", "MCS", "MULTICHOICE_VS", "MCVS", "MULTICHOICE_HS", "MCHS"), "choice"),
    **dict.fromkeys(("MULTIRESPONSE", "MR", "MULTIRESPONSE_H", "MRH"), "multiple"),
    **dict.fromkeys(("MULTIRESPONSE_S", "MRS", "MULTIRESPONSE_HS", "MRHS"), "multiple"),
    **dict.fromkeys(("SHORTANSWER", "SA", "MW"), "short"),
    **dict.fromkeys(("SHORTANSWER_C", "SAC", "MWC"), "exact"),
    **dict.fromkeys(("NUMERICAL", "NM"), "numeric"),
}
SHARE = re.compile(r"\s*(?:(=)|%(-?\d+(?:[.,]\d+)?)%)?(.*)", re.DOTALL)


@dataclass(frozen=True)
class Part:
    """One answer of a gap: its text and explanation as HTML, its share of the gap's points in per cent, and whether
    that was written as `%50%`."""

    text: str
    share: str
    percent: bool
    told: str


def multianswer(asked: Asked) -> Content:
    source = as_html(asked.node.find("questiontext"))
    body, gaps, keys = cloze(asked, source)
    return "cloze", cloze_body(asked, body, gaps), {"gaps": keys}, asked.feedback({})


def cloze(asked: Asked, source: str) -> tuple[str, list[dict[str, Any]], dict[str, Any]]:
    """The text with marks for its gaps, the gaps, and their keys."""
    pieces: list[str] = []
    gaps: list[dict[str, Any]] = []
    keys: dict[str, Any] = {}
    at = 0
    while found := START.search(source, at):
        pieces.append(guarded(source[at : found.start()]))
        inside, at = _inside(source, found.end())
        kind = TYPES.get(found[2])
        if kind is None:
            raise Unfaithful(_("A gap is of the type “%(type)s”, which has no like here.") % {"type": found[2][:30]})
        id = str(len(gaps) + 1)
        gap, key = gap_of(asked, id, kind, [_part(one) for one in _split(inside, "~") if one.strip()])
        weight = int(found[1] or 1)
        gaps.append(gap)
        keys[id] = key | ({"weight": weight} if weight != 1 else {})
        pieces.append(mark_of(len(gaps)))
    pieces.append(guarded(source[at:]))
    if not gaps:
        raise Unfaithful(_("Its text has no gap."))
    return "".join(pieces), gaps, keys


def _inside(source: str, start: int) -> tuple[str, int]:
    """What stands between here and the closing brace, and where the text goes on."""
    at = start
    while at < len(source) and source[at] != "}":
        at += 2 if source[at] == "\\" else 1
    if at >= len(source):
        raise Unfaithful(_("A gap is not closed by “}”."))
    return source[start:at], at + 1


def _split(text: str, sign: str) -> list[str]:
    """At the sign where no backslash stands before it and it is no part of an HTML entity."""
    parts, at = [""], 0
    while at < len(text):
        entity = re.match(r"&#?\w{1,10};", text[at:]) if text[at] == "&" else None
        step = entity[0] if entity else text[at : at + 2] if text[at] == "\\" else text[at]
        if step == sign:
            parts.append("")
        else:
            parts[-1] += step
        at += len(step)
    return parts


def _part(text: str) -> Part:
    answer, *told = _split(text, "#")
    found = SHARE.fullmatch(answer)
    assert found is not None
    share = "100" if found[1] else found[2] or "0"
    return Part(_bare(found[3]).strip(), share, found[2] is not None, _bare("#".join(told)).strip())


def _bare(text: str) -> str:
    """Without the backslashes that protected signs."""
    return re.sub(r"\\([}#~/\"\\=%{])", r"\1", text)
