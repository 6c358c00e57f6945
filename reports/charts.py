"""Charts as SVG: the same text serves the page and the PDF. Attributes only, no style, no script; a title and a
description for those who cannot see them. They are drawn from published counts, so what is withheld is nowhere."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from reports.intervals import Share

COLOURS = ("#d9d4ca", "#e0b9a8", "#c4685c", "#8a1c20")
TRACK, LINE, MARK, INTERVAL = "#ece7de", "#e2ddd4", "#8a1c20", "#c4685c"


def stacked(label: str, parts: Sequence[tuple[str, int]], *, width: int = 330, height: int = 22) -> SafeString:
    """One bar of parts that make up a whole; `parts` are (name, count) in the order of the ladder."""
    total = sum(count for _, count in parts) or 1
    drawn, x = [], 0.0
    colours = COLOURS if len(parts) == len(COLOURS) else (COLOURS[0], COLOURS[2])
    for (_name, count), colour in zip(parts, colours, strict=True):
        share = width * count / total
        drawn.append((f"{x:.1f}", f"{share:.1f}", height, colour))
        x += share
    words = "，".join(f"{name}{count}" for name, count in parts)
    bars = format_html_join("", '<rect x="{}" y="0" width="{}" height="{}" fill="{}"/>', drawn)
    return _svg(label, words, width, height, bars)


def dot(label: str, share: Share, *, width: int = 420, height: int = 32) -> SafeString:
    """A share as a dot on a scale from 0 to 100 %, its interval as a bar."""
    value, low, high = share.percents

    def at(percent: float) -> str:
        return f"{20 + (width - 40) * percent / 100:.1f}"

    lines = [(at(percent), at(percent), height - 2, LINE) for percent in range(0, 101, 25)]
    grid = format_html_join("", '<line x1="{}" x2="{}" y1="2" y2="{}" stroke="{}"/>', lines)
    middle = height // 2
    bar = format_html(
        '<line x1="{}" x2="{}" y1="{}" y2="{}" stroke="{}" stroke-width="6" stroke-linecap="round"/>'
        '<circle cx="{}" cy="{}" r="7" fill="{}"/>',
        at(low), at(high), middle, middle, INTERVAL, at(value), middle, MARK,
    )  # fmt: skip
    return _svg(f"{label}：{value}%，区间{low}%～{high}%", "", width, height, grid + bar)


def bar(label: str, percent: int, *, width: int = 200, height: int = 14) -> SafeString:
    """A share as one bar on its track."""
    inner = format_html(
        '<rect width="{}" height="{}" rx="3" fill="{}"/><rect width="{}" height="{}" rx="3" fill="{}"/>',
        width, height, TRACK, f"{width * percent / 100:.1f}", height, INTERVAL,
    )  # fmt: skip
    return _svg(f"{label}：{percent}%", "", width, height, inner)


def _svg(title: str, description: str, width: int, height: int, inner: SafeString) -> SafeString:
    words = format_html("<desc>{}</desc>", description) if description else ""
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" role="img" width="{}" height="{}" viewBox="0 0 {} {}">'
        "<title>{}</title>{}{}</svg>",
        width, height, width, height, title, words, inner,
    )  # fmt: skip
