"""The criteria of an extended answer as a list that people read, and back."""

import re
from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from lxml import html as lxml_html

_SHARE = re.compile(r"^(.+?)[（(](\d{1,3}(?:\.\d+)?)\s*%[）)]$", re.DOTALL)


def rubric_html(rubric: Iterable[Mapping[str, Any]], sample: str = "") -> str:
    """`<ol>` of the criteria, each with its share of the points; then the sample answer as a quotation."""
    rows = [f"<li>{escape(str(row['text']), quote=False)}（{float(row['points']) * 100:g}%）</li>" for row in rubric]
    quoted = f"<blockquote>{escape(sample, quote=False)}</blockquote>" if sample else ""
    return f"<ol>{''.join(rows)}</ol>{quoted}"


def read_rubric(html: str) -> tuple[list[dict[str, Any]], str] | None:
    """Criteria and sample of such a list; None for any other text."""
    if "<li" not in html:
        return None
    root = lxml_html.fragment_fromstring(html, create_parent="div")
    found = [_SHARE.match(" ".join("".join(row.itertext()).split())) for row in root.iter("li")]
    if not found or not all(found):
        return None
    rows = [
        {"id": f"c{place}", "text": match[1].strip(), "points": round(float(match[2]) / 100, 6)}
        for place, match in enumerate(found, start=1)
        if match
    ]
    if abs(sum(row["points"] for row in rows) - 1) > 0.01:
        return None
    return rows, "\n".join("".join(quote.itertext()).strip() for quote in root.iter("blockquote"))
