"""The pictures of reliability, of groups of people and of attesters."""

from collections.abc import Sequence
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from lms.web.svg import svg
from quizzes.delivery.advice import percent
from quizzes.delivery.pictures import ERROR, INK, LINE, MARK, MUTED, RIGHT, TEXT, scale
from quizzes.psychometrics.classical import Figure
from quizzes.quality import advice
from quizzes.quality.limits import limits
from quizzes.quality.selectors.attesters import Attester

WIDTH = 640


def reliability(data: dict[str, Any]) -> SafeString:
    figure = Figure(data["reliability"], None, data["people"])
    return scale(_("Reliability"), figure, 0, 1, zone=(limits().reliability, 1))


def division(found: dict[str, Any]) -> SafeString:
    """The mean of each group as a dot, two standard errors to each side as a bar; a group that is not shown has a word
    instead."""
    cells = [cell for cell in found["cells"] if cell["n"] or not cell["shown"]]
    left, plot, row = 120, 400, 40

    def x(value: float) -> str:
        return f"{left + plot * min(max(value, 0.0), 1.0):.1f}"

    height = row * len(cells) + 28
    grid = format_html_join(
        "",
        '<line x1="{}" x2="{}" y1="4" y2="{}" stroke="{}"/>'
        '<text x="{}" y="{}" text-anchor="middle" fill="{}" {}>{}</text>',
        [(x(t), x(t), height - 24, LINE, x(t), height - 6, MUTED, TEXT, percent(t)) for t in (0, 0.25, 0.5, 0.75, 1)],
    )
    parts, told = [], []
    for place, cell in enumerate(cells):
        y, word = 24 + row * place, advice.GROUP_WORDS[cell["name"]]
        parts.append(
            format_html(
                '<text x="{}" y="{}" text-anchor="end" fill="{}" {}>{}</text>', left - 12, y + 4, INK, TEXT, word
            )
        )
        if not cell["shown"]:
            few = _("too few people, not to be judged yet")
            parts.append(format_html('<text x="{}" y="{}" fill="{}" {}>{}</text>', left + 8, y + 4, MUTED, TEXT, few))
            told.append(f"{word} {few}")
            continue
        error = 2 * (cell["se"] or 0.0)
        parts.append(
            format_html(
                '<line x1="{}" x2="{}" y1="{}" y2="{}" stroke="{}" stroke-width="6" stroke-linecap="round"/>'
                '<circle cx="{}" cy="{}" r="7" fill="{}"/><text x="{}" y="{}" fill="{}" {}>{}</text>',
                x(cell["mean"] - error), x(cell["mean"] + error), y, y, ERROR, x(cell["mean"]), y, MARK,
                left + plot + 12, y + 4, INK, TEXT, _("%(n)d people") % {"n": cell["n"]},
            )
        )  # fmt: skip
        told.append(f"{word} {percent(cell['mean'])}")
    inner = format_html_join("", "{}", ((part,) for part in parts))
    return svg(str(advice.DIVISIONS[found["name"]]), "；".join(told), WIDTH, height, grid + inner)


def attesters(rows: Sequence[Attester], names: Sequence[str]) -> SafeString:
    """The rate of each as a bar; those far above the others are marked by a word too."""
    left, plot, row = 150, 340, 34
    parts = []
    for place, (one, name) in enumerate(zip(rows, names, strict=True)):
        y, rate = row * place, one.rate
        word = _("fewer than five people") if rate is None else percent(rate)
        word = _("%(rate)s, far above the others") % {"rate": word} if one.far else word
        parts.append(
            (left - 10, y + 20, INK, TEXT, name, left, y + 6, f"{plot * (rate or 0):.1f}", MARK if one.far else RIGHT,
             f"{left + plot * (rate or 0) + 8:.1f}", y + 20, INK, TEXT, word)
        )  # fmt: skip
    inner = format_html_join(
        "",
        '<text x="{}" y="{}" text-anchor="end" fill="{}" {}>{}</text>'
        '<rect x="{}" y="{}" width="{}" height="20" fill="{}"/>'
        '<text x="{}" y="{}" fill="{}" {}>{}</text>',
        parts,
    )
    told = "；".join(f"{part[4]} {part[-1]}" for part in parts)
    return svg(_("For how many of their deputies people attested"), told, WIDTH, max(row * len(rows), row), inner)
