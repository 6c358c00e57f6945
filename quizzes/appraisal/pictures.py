"""The result as a picture: where on the scale a person stands, and how sure that is. Attributes only; narrow enough for
a phone, the words beside it say the same."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from lms.web.svg import svg
from quizzes.appraisal.rule import Scale

WIDTH, LEFT, RIGHT = 360, 22, 338
INK, MUTED, LINE, RED, TINT = "#20242a", "#59616b", "#d9d4ca", "#9d1f23", "#e0b9a8"
GROUND = "#f6f4f0"
ROW, HEAD = 50, 32


@dataclass(frozen=True)
class Bar:
    """One row: a name, a point and the stretch in which it lies; in points of the scale."""

    name: str
    score: int
    low: int
    high: int
    decided: bool


def scale_picture(bar: Bar, scale: Scale) -> SafeString:
    """The whole scale with the person's point and stretch on it."""
    at, low, high = (_x(value, scale.lowest, scale.highest) for value in (bar.score, bar.low, bar.high))
    label = min(max(at, LEFT + 30), RIGHT - 30)
    ticks = format_html_join(
        "",
        '<line x1="{0}" x2="{0}" y1="50" y2="70" stroke="{1}" stroke-width="1"/>'
        '<text x="{0}" y="92" font-size="16" fill="{2}" text-anchor="middle">{3}</text>',
        (
            (_x(value, scale.lowest, scale.highest), MUTED, MUTED, value)
            for value in (scale.lowest, scale.middle, scale.highest)
        ),
    )  # fmt: skip
    inner = format_html(
        '<rect x="{}" y="57" width="{}" height="6" rx="3" fill="{}"/>{}'
        '<rect x="{}" y="52" width="{}" height="16" rx="8" fill="{}"/>'
        '<circle cx="{}" cy="60" r="9" fill="{}"/>'
        '<text x="{}" y="36" font-size="24" font-weight="bold" fill="{}" text-anchor="middle">{}</text>',
        LEFT, RIGHT - LEFT, LINE, ticks, low, max(high - low, 4), TINT, at, RED, label, INK, bar.score,
    )  # fmt: skip
    told = _(
        "The point stands at %(score)s on a scale from %(lowest)s to %(highest)s; the wide stretch around it goes from "
        "%(low)s to %(high)s."
    )
    words = {"score": bar.score, "lowest": scale.lowest, "highest": scale.highest, "low": bar.low, "high": bar.high}
    return svg(_("Your score on the scale"), told % words, WIDTH, 100, inner)


def area_picture(bars: Sequence[Bar], cuts: tuple[int, int]) -> SafeString:
    """One row for each area, with the borders between the bands."""
    lowest, highest = cuts[0] - 155, cuts[1] + 155
    height = HEAD + ROW * len(bars) + 4
    first, second = (_x(cut, lowest, highest) for cut in cuts)
    heads = (
        ((LEFT + first) / 2, pgettext("band of the scale", "lower")),
        ((first + second) / 2, pgettext("band of the scale", "middle")),
        ((second + RIGHT) / 2, pgettext("band of the scale", "upper")),
    )
    inner = format_html(
        '<rect x="{0}" y="{1}" width="{2}" height="{3}" fill="{4}"/>',
        first, HEAD - 6, second - first, height - HEAD, GROUND,
    )  # fmt: skip
    inner += format_html_join(
        "", '<text x="{}" y="18" font-size="16" fill="{}" text-anchor="middle">{}</text>',
        ((x, MUTED, word) for x, word in heads),
    )  # fmt: skip
    inner += format_html_join(
        "", '<line x1="{0}" x2="{0}" y1="{1}" y2="{2}" stroke="{3}" stroke-width="1" stroke-dasharray="4 3"/>',
        ((x, HEAD - 6, height - 6, MUTED) for x in (first, second)),
    )  # fmt: skip
    for place, bar in enumerate(bars):
        inner += _row(bar, HEAD + ROW * place, lowest, highest)
    return svg(
        _("The six areas"),
        _(
            "One line for each area: the point is the best estimate, the stretch says how sure it is. The table says "
            "the same."
        ),
        WIDTH, height, inner,
    )  # fmt: skip


def _row(bar: Bar, top: int, lowest: int, highest: int) -> SafeString:
    at, low, high = (_x(value, lowest, highest) for value in (bar.score, bar.low, bar.high))
    return format_html(
        '<text x="{}" y="{}" font-size="16" fill="{}">{}</text>'
        '<rect x="{}" y="{}" width="{}" height="12" rx="6" fill="{}"/>'
        '<circle cx="{}" cy="{}" r="7" fill="{}" stroke="{}" stroke-width="2"/>',
        LEFT, top + 14, INK, bar.name, low, top + 24, max(high - low, 4), TINT if bar.decided else LINE,
        at, top + 30, RED if bar.decided else "#fff", RED if bar.decided else MUTED,
    )  # fmt: skip


def _x(value: float, lowest: int, highest: int) -> float:
    share = (min(max(value, lowest), highest) - lowest) / (highest - lowest)
    return round(LEFT + share * (RIGHT - LEFT), 1)
