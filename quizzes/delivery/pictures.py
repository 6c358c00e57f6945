"""The pictures of the item analysis, drawn by the server. Words stand beside each: colour is never the only sign."""

from collections.abc import Sequence
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from lms.web.svg import svg
from quizzes.delivery import reviewing
from quizzes.delivery.advice import percent, short, with_error
from quizzes.delivery.models import ItemStatistic
from quizzes.delivery.selectors.statistics import Analysis, OptionRow
from quizzes.psychometrics.classical import Figure

INK, MUTED, LINE, ZONE = "#20242a", "#59616b", "#d5cfc5", "#e8f1ec"
RIGHT, WRONG, MARK, ERROR = "#2b664b", "#c4685c", "#8a1c20", "#c4685c"
TEXT = mark_safe('font-family="inherit" font-size="13"')


def options(rows: Sequence[OptionRow]) -> SafeString:
    """A bar for each option: its share of the answers. The right one is marked by a word and a tick."""
    width, row, left, bar = 640, 44, 8, 380
    parts = []
    for number, one in enumerate(rows):
        y = number * row
        word = _("%(option)s (right)") % {"option": short(one)} if one.right else short(one)
        parts.append(
            (
                left, y + 14, RIGHT if one.right else INK, TEXT, "✓ " if one.right else "", word,
                left, y + 20, bar, LINE,
                left, y + 20, f"{max(bar * one.share.value, 1):.1f}", RIGHT if one.right else WRONG,
                left + bar + 12, y + 32, INK, TEXT,
                _("%(share)s · %(n)d people") % {"share": percent(one.share.value), "n": one.count},
            )
        )  # fmt: skip
    inner = format_html_join(
        "",
        '<text x="{}" y="{}" fill="{}" {}>{}{}</text>'
        '<rect x="{}" y="{}" width="{}" height="16" fill="{}" fill-opacity="0.35"/>'
        '<rect x="{}" y="{}" width="{}" height="16" fill="{}"/>'
        '<text x="{}" y="{}" fill="{}" {}>{}</text>',
        parts,
    )
    told = "；".join(f"{short(one)} {percent(one.share.value)}" for one in rows)
    return svg(_("Who chose what"), told, width, max(len(rows) * row, row), inner)


def scale(
    title: str, figure: Figure | None, low: float, high: float, *, zone: tuple[float, float], share: bool = False
) -> SafeString:
    """A figure as a dot on its scale, two standard errors to each side as a bar; the zone that is sound is shaded."""
    width, height, left, right = 420, 64, 24, 24
    span = width - left - right

    def x(value: float) -> str:
        return f"{left + span * (min(max(value, low), high) - low) / (high - low):.1f}"

    parts_of = 4 if share else round((high - low) * 4)
    ticks = [low + (high - low) * part / parts_of for part in range(parts_of + 1)]
    words = [(x(tick), MUTED, TEXT, percent(tick) if share else f"{tick:.2f}") for tick in ticks]
    parts = [
        format_html(
            '<rect x="{}" y="10" width="{}" height="24" fill="{}"/>',
            x(zone[0]), f"{float(x(zone[1])) - float(x(zone[0])):.1f}", ZONE,
        ),
        format_html_join(
            "", '<line x1="{}" x2="{}" y1="10" y2="34" stroke="{}"/>', [(x(tick), x(tick), LINE) for tick in ticks]
        ),
        format_html_join("", '<text x="{}" y="54" text-anchor="middle" fill="{}" {}>{}</text>', words),
    ]  # fmt: skip
    if figure is not None:
        error = 2 * (figure.se or 0.0)
        parts.append(
            format_html(
                '<line x1="{}" x2="{}" y1="22" y2="22" stroke="{}" stroke-width="6" stroke-linecap="round"/>'
                '<circle cx="{}" cy="22" r="7" fill="{}"/>',
                x(figure.value - error), x(figure.value + error), ERROR, x(figure.value), MARK,
            )
        )  # fmt: skip
    told = with_error(figure, share=share) if figure else _("Too few answers")
    return svg(f"{title}：{told}", "", width, height, format_html_join("", "{}", ((part,) for part in parts)))


def facility(found: Analysis) -> SafeString:
    rule = reviewing.limits()
    return scale(
        _("Share of the points"), found.facility, 0, 1, zone=(rule.facility_low, rule.facility_high), share=True
    )


def discrimination(found: Analysis) -> SafeString:
    rule = reviewing.limits()
    return scale(_("Discrimination"), found.discrimination, -0.5, 1, zone=(rule.discrimination_low, 1))


def groups(rows: Sequence[dict[str, Any]]) -> SafeString:
    """The mean score of people of rising strength on the other items, joined by a line, one standard error up and
    down."""
    width, height, left, bottom, top = 420, 240, 48, 44, 12
    plot, tall = width - left - 24, height - bottom - top

    def at(place: int) -> float:
        return left + plot * (place + 0.5) / len(rows)

    def y(value: float) -> float:
        return top + tall * (1 - min(max(value, 0.0), 1.0))

    grid = format_html_join(
        "",
        '<line x1="{}" x2="{}" y1="{}" y2="{}" stroke="{}"/>'
        '<text x="{}" y="{}" text-anchor="end" fill="{}" {}>{}</text>',
        [
            (left, width - 24, f"{y(tick):.1f}", f"{y(tick):.1f}", LINE, left - 6, f"{y(tick) + 4:.1f}", MUTED, TEXT,
             percent(tick))
            for tick in (0, 0.25, 0.5, 0.75, 1)
        ],
    )  # fmt: skip
    names = group_names(len(rows))
    words = format_html_join(
        "",
        '<text x="{}" y="{}" text-anchor="middle" fill="{}" {}>{}</text>',
        [(f"{at(place):.1f}", height - 16, MUTED, TEXT, name) for place, name in enumerate(names)],
    )
    path = " ".join(f"{at(place):.1f},{y(row['score']):.1f}" for place, row in enumerate(rows))
    line = format_html('<polyline points="{}" fill="none" stroke="{}" stroke-width="2"/>', path, MARK)
    marks = format_html_join(
        "",
        '<line x1="{}" x2="{}" y1="{}" y2="{}" stroke="{}" stroke-width="4" stroke-linecap="round"/>'
        '<circle cx="{}" cy="{}" r="6" fill="{}"/>',
        [
            (f"{at(place):.1f}", f"{at(place):.1f}", f"{y(row['score'] - (row['se'] or 0)):.1f}",
             f"{y(row['score'] + (row['se'] or 0)):.1f}", ERROR, f"{at(place):.1f}", f"{y(row['score']):.1f}", MARK)
            for place, row in enumerate(rows)
        ],
    )  # fmt: skip
    told = "；".join(f"{name} {percent(row['score'])}" for name, row in zip(names, rows, strict=True))
    return svg(_("From the weakest to the strongest"), told, width, height, grid + line + marks + words)


def group_names(number: int) -> list[str]:
    """Names of the groups by strength, the first and the last in words."""
    if number == 1:
        return [_("all")]
    middle = [str(place) for place in range(2, number)]
    return [_("weakest"), *middle, _("strongest")]


def field(rows: Sequence[ItemStatistic]) -> SafeString:
    """Every item of a list as a dot: to the right the easier ones, above those that tell more apart. The sound zone is
    shaded; the number is the item's row in the table."""
    rule = reviewing.limits()
    width, height, left, bottom, top = 640, 340, 56, 48, 12
    plot, tall = width - left - 32, height - bottom - top
    low, high = -0.4, 1.0

    def x(value: float) -> float:
        return left + plot * value

    def y(value: float) -> float:
        return top + tall * (high - min(max(value, low), high)) / (high - low)

    zone = format_html(
        '<rect x="{}" y="{}" width="{}" height="{}" fill="{}"/>',
        f"{x(rule.facility_low):.1f}", f"{y(high):.1f}", f"{x(rule.facility_high) - x(rule.facility_low):.1f}",
        f"{y(rule.discrimination_low) - y(high):.1f}", ZONE,
    )  # fmt: skip
    ticks: list[tuple[object, ...]] = [
        (f"{x(tick):.1f}", height - 26, "middle", percent(tick)) for tick in (0, 0.25, 0.5, 0.75, 1)
    ]
    ticks += [(left - 8, f"{y(tick) + 4:.1f}", "end", f"{tick:.1f}") for tick in (-0.4, 0, 0.5, 1)]
    axis = format_html_join(
        "",
        '<text x="{}" y="{}" text-anchor="{}" fill="{}" {}>{}</text>',
        [(*tick[:3], MUTED, TEXT, tick[3]) for tick in ticks],
    )
    zero = format_html(
        '<line x1="{}" x2="{}" y1="{}" y2="{}" stroke="{}"/>'
        '<text x="{}" y="{}" text-anchor="end" fill="{}" {}>{}</text>',
        left, width - 16, f"{y(0):.1f}", f"{y(0):.1f}", MUTED, width - 16, height - 6, MUTED, TEXT, _("easier →"),
    )  # fmt: skip
    shown = [
        (number, row)
        for number, row in enumerate(rows, start=1)
        if row.facility is not None and row.discrimination is not None
    ]
    dots = format_html_join(
        "",
        '<circle cx="{}" cy="{}" r="5" fill="{}" fill-opacity="0.75"/><text x="{}" y="{}" fill="{}" {}>{}</text>',
        [
            (f"{x(row.facility or 0):.1f}", f"{y(row.discrimination or 0):.1f}", MARK if row.urgency else RIGHT,
             f"{x(row.facility or 0) + 7:.1f}", f"{y(row.discrimination or 0) - 4:.1f}", INK, TEXT, number)
            for number, row in shown
        ],
    )  # fmt: skip
    told = _("%(n)d items; those outside the shaded field need a look.") % {"n": len(shown)}
    return svg(_("Difficulty and discrimination"), told, width, height, zone + zero + axis + dots)


def histogram(title: str, counts: Sequence[int], threshold: float | None) -> SafeString:
    """Sittings by tenths of the points; the line is what is asked for."""
    width, height, left, bottom, top = 420, 200, 16, 36, 20
    plot, tall = width - 2 * left, height - bottom - top
    most, step = max([*counts, 1]), plot / max(len(counts), 1)
    bars = format_html_join(
        "",
        '<rect x="{}" y="{}" width="{}" height="{}" fill="{}"/>'
        '<text x="{}" y="{}" text-anchor="middle" fill="{}" {}>{}</text>',
        [
            (f"{left + step * place + 1:.1f}", f"{top + tall * (1 - count / most):.1f}", f"{step - 2:.1f}",
             f"{tall * count / most:.1f}", WRONG, f"{left + step * (place + 0.5):.1f}",
             f"{top + tall * (1 - count / most) - 5:.1f}", INK, TEXT, count or "")
            for place, count in enumerate(counts)
        ],
    )  # fmt: skip
    words = format_html_join(
        "",
        '<text x="{}" y="{}" text-anchor="middle" fill="{}" {}>{}</text>',
        [(f"{left + plot * tick:.1f}", height - 12, MUTED, TEXT, percent(tick)) for tick in (0.25, 0.5, 0.75)],
    )
    line = mark_safe("")
    if threshold is not None:
        at = f"{left + plot * threshold:.1f}"
        line = format_html(
            '<line x1="{}" x2="{}" y1="{}" y2="{}" stroke="{}" stroke-width="2" stroke-dasharray="5 4"/>',
            at, at, top - 8, top + tall, INK,
        )  # fmt: skip
    told = "；".join(f"{10 * place}%～{10 * place + 10}%：{count}" for place, count in enumerate(counts))
    return svg(title, told, width, height, bars + line + words)
