"""The criteria of an extended answer as a list that people read, and back."""

import re
from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from lxml import html as lxml_html

from quizzes.exchange.material.nodes import words_of

_SHARE = re.compile(r"^(.+?)[（(](\d{1,3}(?:\.\d{1,4})?)\s*%[）)]$", re.DOTALL)


def rubric_html(rubric: Iterable[Mapping[str, Any]], sample: str = "") -> str:
    """`<ol>` of the criteria, each with its share of the points; then the sample answer as a quotation."""
    criteria = list(rubric)
    total = sum(float(row["points"]) for row in criteria) or 1.0
    rows = [f"<li>{escape(str(row['text']), quote=False)}（{_share(row, total)}%）</li>" for row in criteria]
    quoted = f"<blockquote>{escape(sample, quote=False)}</blockquote>" if sample else ""
    return f"<ol>{''.join(rows)}</ol>{quoted}"


def _share(row: Mapping[str, Any], total: float) -> str:
    return f"{float(row['points']) / total * 100:.4f}".rstrip("0").rstrip(".")


def read_rubric(html: str) -> tuple[list[dict[str, Any]], str] | None:
    """Criteria and sample of such a list; None for any other text."""
    if "<li" not in html:
        return None
    root = lxml_html.fragment_fromstring(html, create_parent="div")
    found = [_SHARE.match(" ".join(words_of(row).split())) for row in root.iter("li")]
    if not found or not all(found):
        return None
    rows: list[dict[str, Any]] = [
        {"id": f"c{place}", "text": match[1].strip(), "points": round(float(match[2]) / 100, 6)}
        for place, match in enumerate(found, start=1)
        if match
    ]
    if abs(sum(float(row["points"]) for row in rows) - 1) > 0.01:
        return None
    return rows, "\n".join(words_of(quote).strip() for quote in root.iter("blockquote"))
