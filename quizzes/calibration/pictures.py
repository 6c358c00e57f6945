"""The picture of a link between two calibrations, drawn by the server. Its title and description say it in words."""

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from lms.web.svg import svg
from quizzes.calibration.selectors.links import Anchor
from quizzes.delivery.pictures import INK, LINE, MARK, MUTED, RIGHT, TEXT


def drift(rows: Sequence[Anchor]) -> SafeString:
    """Each shared item: before to the right, now upwards, on the earlier scale. What stood still lies on the line; what
    moved has the number of its row."""
    ends = [value for row in rows for value in (row.old, row.new)]
    low, high = min(ends) - 0.3, max(ends) + 0.3
    left, top, size = 56, 12, 320

    def at(value: float) -> float:
        return size * (value - low) / (high - low)

    frame = format_html(
        '<rect x="{}" y="{}" width="{}" height="{}" fill="none" stroke="{}"/>'
        '<line x1="{}" y1="{}" x2="{}" y2="{}" stroke="{}" stroke-dasharray="5 4"/>'
        '<text x="{}" y="{}" text-anchor="end" fill="{}" {}>{}</text><text x="{}" y="{}" fill="{}" {}>{}</text>',
        left, top, size, size, LINE, left, top + size, left + size, top, MUTED,
        left + size, top + size + 20, MUTED, TEXT, _("harder before →"),
        left + 6, top + 16, MUTED, TEXT, _("↑ harder now"),
    )  # fmt: skip
    dots = format_html_join(
        "",
        '<circle cx="{}" cy="{}" r="5" fill="{}" fill-opacity="0.75"/><text x="{}" y="{}" fill="{}" {}>{}</text>',
        [
            (f"{left + at(row.old):.1f}", f"{top + size - at(row.new):.1f}", RIGHT if row.kept else MARK,
             f"{left + at(row.old) + 7:.1f}", f"{top + size - at(row.new) - 4:.1f}", INK, TEXT,
             "" if row.kept else number)
            for number, row in enumerate(rows, start=1)
        ],
    )  # fmt: skip
    told = _("%(n)d shared items, %(moved)d of them moved.") % {
        "n": len(rows),
        "moved": sum(not row.kept for row in rows),
    }
    return svg(_("Difficulty before and now"), told, left + size + 24, top + size + 32, frame + dots)
