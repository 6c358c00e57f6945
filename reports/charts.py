"""Charts as SVG: the same text serves the page and the PDF. Attributes only, no style, no script; a title and a
description for those who cannot see them. They are drawn from published counts, so what is withheld is nowhere."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from lms.web.svg import svg

COLOURS = ("#d9d4ca", "#e0b9a8", "#c4685c", "#8a1c20")
LINE, MARK, INTERVAL = "#e2ddd4", "#8a1c20", "#c4685c"


def stacked(label: str, parts: Sequence[tuple[str, int]], *, width: int = 220, height: int = 22) -> SafeString:
    """One bar of parts that make up a whole; `parts` are (name, count) in the order of the ladder."""
    total = sum(count for _, count in parts) or 1
    drawn, x = [], 0.0
    for (_name, count), colour in zip(parts, colours_of(len(parts)), strict=True):
        share = width * count / total
        drawn.append((f"{x:.1f}", f"{share:.1f}", height, colour))
        x += share
    words = "，".join(f"{name}{count}" for name, count in parts)
    bars = format_html_join("", '<rect x="{}" y="0" width="{}" height="{}" fill="{}"/>', drawn)
    return svg(label, words, width, height, bars)


def colours_of(classes: int) -> tuple[str, ...]:
    """The colour of each class, the lowest first; fewer classes leave steps out."""
    return {4: COLOURS, 3: COLOURS[:3]}.get(classes, (COLOURS[0], COLOURS[2]))


def dot(label: str, value: int | None, low: int, high: int, *, width: int = 300, height: int = 28) -> SafeString:
    """A share as a dot on a scale from 0 to 100 %, its interval as a bar; without `value` only the interval is known,
    and it is drawn hollow."""

    def at(percent: float) -> str:
        return f"{12 + (width - 24) * percent / 100:.1f}"

    lines = [(at(percent), at(percent), height - 2, LINE) for percent in range(0, 101, 25)]
    grid = format_html_join("", '<line x1="{}" x2="{}" y1="2" y2="{}" stroke="{}"/>', lines)
    middle, known = height // 2, value is not None
    dashes = "" if known else mark_safe(' stroke-dasharray="5 5"')
    bar = format_html(
        '<line x1="{}" x2="{}" y1="{}" y2="{}" stroke="{}" stroke-width="{}" stroke-linecap="round"{}/>',
        at(low), at(high), middle, middle, INTERVAL, 6 if known else 2, dashes,
    )  # fmt: skip
    if not known:
        return svg(f"{label}：区间{low}%～{high}%", "", width, height, grid + bar)
    circle = format_html('<circle cx="{}" cy="{}" r="6" fill="{}"/>', at(value or 0), middle, MARK)
    return svg(f"{label}：{value}%，区间{low}%～{high}%", "", width, height, grid + bar + circle)


def bar(label: str, percent: int, *, width: int = 300, height: int = 22) -> SafeString:
    """A share as a bar on a scale from 0 to 100 %."""
    drawn = format_html(
        '<rect x="0" y="3" width="{}" height="{}" fill="{}"/><rect x="0" y="3" width="{}" height="{}" fill="{}"/>',
        width, height - 6, LINE, f"{width * percent / 100:.1f}", height - 6, INTERVAL,
    )  # fmt: skip
    return svg(f"{label}：{percent}%", "", width, height, drawn)


def dot_legend() -> list[tuple[str, SafeString]]:
    """What the marks of `dot` mean."""
    frame = '<svg xmlns="http://www.w3.org/2000/svg" aria-hidden="true" width="{0}" height="14" viewBox="0 0 {0} 14">'
    line = '<line x1="3" x2="23" y1="7" y2="7" stroke="{}" stroke-width="{}" stroke-linecap="round"{}/>'
    marks = (
        ("比例", 14, format_html('<circle cx="7" cy="7" r="6" fill="{}"/>', MARK)),
        ("95%区间", 26, format_html(line, INTERVAL, 6, "")),
        ("只公布区间", 26, format_html(line, INTERVAL, 2, mark_safe(' stroke-dasharray="5 5"'))),
    )
    return [(name, format_html(frame + "{1}</svg>", width, mark)) for name, width, mark in marks]


def swatch(colour: str) -> SafeString:
    """The mark of a class in a legend; the word stands beside it."""
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" aria-hidden="true" width="14" height="14" viewBox="0 0 14 14">'
        '<title>{}</title><rect width="14" height="14" rx="3" fill="{}"/></svg>',
        "图例",
        colour,
    )
