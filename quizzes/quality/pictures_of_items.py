"""The pictures of the quality page, drawn by the server in the manner of the item analysis. Each has a title and a
description in words; a sentence and a table stand beside it."""

from collections.abc import Sequence
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from lms.web.svg import svg
from quizzes.delivery.advice import percent
from quizzes.delivery.pictures import INK, LINE, MARK, MUTED, RIGHT, TEXT, ZONE
from quizzes.quality import advice
from quizzes.quality.limits import limits

WIDTH = 640
NONE = mark_safe("")


def wright(data: dict[str, Any]) -> SafeString:
    """People to the left as bars, items to the right as dots with the number of their row, on one scale in logits: the
    able and the hard are above."""
    people, items = data["persons"], data["items"]
    ends = [0.0, *(edge for low, high, _n in people for edge in (low, high)), *(one["difficulty"] for one in items)]
    low, high = max(min(ends) - 0.3, -4.5), min(max(ends) + 0.3, 4.5)
    top, tall, middle = 34, 400, 250

    def y(value: float) -> float:
        return top + tall * (high - min(max(value, low), high)) / (high - low)

    ticks = [tick for tick in range(-4, 5) if low <= tick <= high]
    axis = format_html_join(
        "",
        '<line x1="{}" x2="{}" y1="{}" y2="{}" stroke="{}"/>'
        '<text x="{}" y="{}" text-anchor="middle" fill="{}" {}>{}</text>',
        [
            (
                8,
                WIDTH - 8,
                f"{y(t):.1f}",
                f"{y(t):.1f}",
                LINE,
                middle,
                f"{y(t) - 3:.1f}",
                MUTED,
                TEXT,
                f"{t:+d}" if t else 0,
            )
            for t in ticks
        ],
    )
    most = max([*((n / (b - a)) for a, b, n in people), 1e-9])
    bars = format_html_join(
        "",
        '<rect x="{}" y="{}" width="{}" height="{}" fill="{}" fill-opacity="0.75"/>'
        '<text x="{}" y="{}" text-anchor="end" fill="{}" {}>{}</text>',
        [
            (f"{middle - 24 - 170 * n / (b - a) / most:.1f}", f"{y(b) + 1:.1f}", f"{170 * n / (b - a) / most:.1f}",
             f"{max(y(a) - y(b) - 2, 1):.1f}", RIGHT, f"{middle - 28 - 170 * n / (b - a) / most:.1f}",
             f"{(y(a) + y(b)) / 2 + 5:.1f}", INK, TEXT, n)
            for a, b, n in people
            if n
        ],
    )  # fmt: skip
    heads = format_html_join(
        "",
        '<text x="{}" y="18" text-anchor="middle" fill="{}" {}>{}</text>',
        [(middle - 110, INK, TEXT, _("People")), (middle + 200, INK, TEXT, _("Items (number in the table)"))],
    )
    told = _("%(people)d people from %(low)s to %(high)s logits; %(items)d items from %(easy)s to %(hard)s.") % {
        "people": sum(n for _a, _b, n in people),
        "low": f"{people[0][0]:+.1f}" if people else "–",
        "high": f"{people[-1][1]:+.1f}" if people else "–",
        "items": len(items),
        "easy": f"{min((one['difficulty'] for one in items), default=0):+.1f}",
        "hard": f"{max((one['difficulty'] for one in items), default=0):+.1f}",
    }
    return svg(
        _("People and items on one scale"), told, WIDTH, top + tall + 16, axis + bars + _dots(items, y, middle) + heads
    )


def _dots(items: Sequence[dict[str, Any]], y: Any, middle: int) -> SafeString:
    """Items of nearly the same difficulty beside each other; where a row is full, the dots without numbers go on."""
    taken: dict[int, int] = {}
    rows = []
    for number, one in enumerate(items, start=1):
        line = round(y(one["difficulty"]) / 14)
        place = taken[line] = taken.get(line, -1) + 1
        x = middle + 34 + place * 30 if place < 11 else middle + 350 + (place - 11) * 3
        rows.append((x, line * 14, MARK, x + 6, line * 14 + 4, INK, TEXT, number if place < 11 else ""))
    return format_html_join(
        "", '<circle cx="{}" cy="{}" r="4" fill="{}"/><text x="{}" y="{}" fill="{}" {}>{}</text>', rows
    )


def fit(data: dict[str, Any]) -> SafeString:
    """Infit to the right, outfit upwards; the sound field is shaded, what lies outside has the number of its row."""
    rule = limits()
    judged = [(number, one) for number, one in enumerate(data["items"], start=1) if one["answers"] >= rule.min_answers]
    left, top, plot, tall, low, high = 56, 12, 540, 280, 0.4, 1.8

    def x(value: float) -> float:
        return left + plot * (min(max(value, low), high) - low) / (high - low)

    def y(value: float) -> float:
        return top + tall * (high - min(max(value, low), high)) / (high - low)

    zone = format_html(
        '<rect x="{}" y="{}" width="{}" height="{}" fill="{}"/>',
        f"{x(rule.fit_low):.1f}", f"{y(rule.fit_high):.1f}", f"{x(rule.fit_high) - x(rule.fit_low):.1f}",
        f"{y(rule.fit_low) - y(rule.fit_high):.1f}", ZONE,
    )  # fmt: skip
    ticks = (0.5, rule.fit_low, 1.0, rule.fit_high, 1.6)
    words: list[tuple[object, ...]] = [
        (f"{x(tick):.1f}", top + tall + 18, "middle", MUTED, TEXT, f"{tick:.1f}") for tick in ticks
    ]
    words += [(left - 8, f"{y(tick) + 4:.1f}", "end", MUTED, TEXT, f"{tick:.1f}") for tick in ticks]
    words += [
        (left + plot, top + tall + 36, "end", MUTED, TEXT, _("infit →")),
        (left, 10, "start", MUTED, TEXT, _("↑ outfit")),
    ]
    axis = format_html_join("", '<text x="{}" y="{}" text-anchor="{}" fill="{}" {}>{}</text>', words)
    dots = format_html_join(
        "",
        '<circle cx="{}" cy="{}" r="5" fill="{}" fill-opacity="0.75"/><text x="{}" y="{}" fill="{}" {}>{}</text>',
        [
            (f"{x(one['infit']):.1f}", f"{y(one['outfit']):.1f}", RIGHT if advice.sound(one) else MARK,
             f"{x(one['infit']) + 7:.1f}", f"{y(one['outfit']) - 4:.1f}", INK, TEXT,
             "" if advice.sound(one) else number)
            for number, one in judged
        ],
    )  # fmt: skip
    outside = "、".join(str(number) for number, one in judged if not advice.sound(one)) or _("none")
    told = _("%(n)d items judged; outside the sound field: %(outside)s.") % {"n": len(judged), "outside": outside}
    return svg(_("Infit and outfit"), told, WIDTH, top + tall + 44, zone + axis + dots)


def exposure(data: dict[str, Any], *, cap: bool) -> SafeString:
    """Every item as a bar, the most seen first; the dashed line is the limit."""
    shares = [share for _item, share in data["exposure"]]
    left, top, plot, tall = 48, 12, 576, 180
    step = plot / max(len(shares), 1)
    grid = format_html_join(
        "",
        '<line x1="{}" x2="{}" y1="{}" y2="{}" stroke="{}"/>'
        '<text x="{}" y="{}" text-anchor="end" fill="{}" {}>{}</text>',
        [
            (left, left + plot, f"{top + tall * (1 - t):.1f}", f"{top + tall * (1 - t):.1f}", LINE, left - 6,
             f"{top + tall * (1 - t) + 4:.1f}", MUTED, TEXT, percent(t))
            for t in (0, 0.25, 0.5, 0.75, 1)
        ],
    )  # fmt: skip
    over = limits().exposure if cap else 1.0
    bars = format_html_join(
        "",
        '<rect x="{}" y="{}" width="{}" height="{}" fill="{}"/>',
        [
            (f"{left + step * place:.2f}", f"{top + tall * (1 - share):.1f}", f"{max(step - 1, step * 0.7):.2f}",
             f"{tall * share:.1f}", MARK if share > over else RIGHT)
            for place, share in enumerate(shares)
        ],
    )  # fmt: skip
    line = NONE
    if cap:
        at = f"{top + tall * (1 - over):.1f}"
        line = format_html(
            '<line x1="{}" x2="{}" y1="{}" y2="{}" stroke="{}" stroke-width="2" stroke-dasharray="5 4"/>',
            left, left + plot, at, at, INK,
        )  # fmt: skip
    told = _("%(n)d items; the most seen by %(most)s, the least by %(least)s of the people.") % {
        "n": len(shares),
        "most": percent(shares[0]),
        "least": percent(shares[-1]),
    }
    return svg(_("How many people saw each item"), told, WIDTH, top + tall + 16, grid + bars + line)
