"""The minutes of a panel, as PDF and as DOCX. Items are named by their short names: what they ask stays in the bank."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from lms.web.pdf import render_pdf
from quizzes.panels import judging
from quizzes.panels.judging import Judged
from quizzes.panels.models import Panel, PanelCut, PanelItem

DESIGN = Path(__file__).resolve().parents[1] / "design" / "minutes.css"
FANG, HEI, SONG = "仿宋_GB2312", "黑体", "方正小标宋简体"
"""By the names under which offices have them."""


@dataclass(frozen=True)
class Table:
    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Minutes:
    title: str
    paragraphs: tuple[tuple[str, str], ...]
    tables: tuple[Table, ...]
    signature: str
    day: str


def minutes_of(panel: Panel) -> Minutes:
    """What the minutes say of a panel that is closed or adopted."""
    rounds = {number: {one.competence: one for one in judging.judged(panel, number)} for number in (1, 2)}
    cuts = list(panel.cuts.select_related("competence"))
    return Minutes(
        title=_("Minutes of the panel on thresholds: %(title)s") % {"title": panel.title},
        paragraphs=tuple(_paragraphs(panel)),
        tables=(_results(cuts), *(_items(panel, rounds, cut) for cut in cuts)),
        signature=panel.convened_by.name,
        day=_day(panel.closed_at or panel.convened_at),
    )


def _paragraphs(panel: Panel) -> list[tuple[str, str]]:
    people = list(panel.panellists.select_related("person"))
    names = "、".join(one.person.name for one in people if one.done(2))
    left = "、".join(one.person.name for one in people if not one.done(2))
    told = [
        (
            _("Convened"),
            _(
                "%(name)s convened the panel on %(day)s; the first round was closed on %(first)s, the second on "
                "%(second)s."
            )
            % {
                "day": _day(panel.convened_at),
                "name": panel.convened_by.name,
                "first": _day(panel.first_closed_at),
                "second": _day(panel.closed_at),
            },
        ),
        (_("Panellists whose judgements count"), names),
    ]
    if left:
        told.append((_("Not counted, since both rounds were not handed in"), left))
    if sum(one.done(2) for one in people) < 5:
        told.append((_("Reservation"), _("Fewer than five people judged; another panel may differ noticeably.")))
    told += [
        (
            _("Confidentiality"),
            _("Each panellist confirmed a statement of confidentiality before seeing a question."),
        ),
        (_("A deputy who is only just at the level"), panel.guidance),
        (
            _("Method"),
            _(
                "Modified Angoff: of each question every panellist said how many of 100 deputies who are only just at "
                "the level would answer it right, first alone, then once more after seeing how the panel judged and, "
                "where known, how many had answered right. The threshold is the ability at which the questions' "
                "expected score equals the panel's mean of summed judgements in the second round. Its error holds both "
                "what another panel and what other questions would differ by."
            ),
        ),
    ]
    if panel.adopted_by:
        told.append(
            (
                _("Adopted"),
                _("%(name)s adopted the thresholds on %(day)s as version %(version)d: %(reason)s")
                % {
                    "day": _day(panel.adopted_at),
                    "name": panel.adopted_by.name,
                    "version": panel.cut_version or 0,
                    "reason": panel.adopted_reason,
                },
            )
        )
    return told


def _day(moment: datetime | None) -> str:
    return date_format(timezone.localdate(moment), "Y年n月j日") if moment else "–"


def _results(cuts: list[PanelCut]) -> Table:
    heads = (
        _("Competence"), _("Questions"), _("Panellists"), _("First round"), _("Threshold"), _("Error: panel"),
        _("Error: questions"), _("Error: both"),
    )  # fmt: skip
    rows = [
        (
            cut.competence.name,
            str(cut.items),
            str(cut.panellists),
            "–" if cut.first_theta is None else f"{cut.first_theta:+.2f}",
            f"{cut.theta:+.2f}",
            f"{cut.panel_se:.2f}",
            f"{cut.item_se:.2f}",
            f"{cut.se:.2f}",
        )
        for cut in cuts
    ]
    return Table(_("Thresholds of level 2, in logits"), heads, tuple(rows))


def _items(panel: Panel, rounds: dict[int, dict[Any, Judged]], cut: PanelCut) -> Table:
    spreads = {number: judging.spreads(panel, number) for number in (1, 2)}
    heads = (_("Question"), _("Difficulty"), _("First round"), _("from … to"), _("Second round"), _("from … to"))
    rows = [_item(item, spreads) for item in rounds[2][cut.competence].items]
    return Table(_("%(competence)s: judgements, out of 100") % {"competence": cut.competence.name}, heads, tuple(rows))


def _item(item: PanelItem, spreads: dict[int, dict[int, judging.Spread]]) -> tuple[str, ...]:
    cells = [item.version.item.slug, f"{item.difficulty:+.2f}"]
    for number in (1, 2):
        spread = spreads[number].get(item.pk)
        cells += ["–", "–"] if spread is None else [f"{spread.middle:g}", f"{spread.shares[0]}～{spread.shares[-1]}"]
    return tuple(cells)


def pdf(minutes: Minutes, *, now: datetime) -> bytes:
    """Tagged and archivable (PDF/A-3a), A4."""
    html = render_to_string("quizzes/panels/minutes_print.html", {"minutes": minutes})
    return render_pdf(html, stylesheets=[DESIGN.read_text(encoding="utf-8")], variant="pdf/a-3a", now=now)


def docx(minutes: Minutes) -> bytes:
    """The same words and tables, to be worked on."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.right_margin = Mm(37), Mm(26)
    section.bottom_margin, section.left_margin = Mm(35), Mm(28)
    _font(document.styles["Normal"], FANG, 15.75)
    _font(document.styles["Title"], SONG, 22)
    _font(document.styles["Heading 1"], HEI, 15.75)
    document.add_paragraph(minutes.title, "Title").alignment = WD_ALIGN_PARAGRAPH.CENTER
    for head, text in minutes.paragraphs:
        document.add_paragraph(head, "Heading 1")
        document.add_paragraph(text)
    for table in minutes.tables:
        document.add_paragraph(table.title, "Heading 1")
        grid = document.add_table(rows=1, cols=len(table.heads), style="Table Grid")
        for cells in (table.heads, *table.rows):
            row = grid.rows[0] if cells is table.heads else grid.add_row()
            for cell, text in zip(row.cells, cells, strict=True):
                cell.text = text
                for run in cell.paragraphs[0].runs:
                    run.font.size = Pt(10.5)
    for line in (minutes.signature, minutes.day):
        document.add_paragraph(line).alignment = WD_ALIGN_PARAGRAPH.RIGHT
    document.core_properties.title = minutes.title
    document.core_properties.author = minutes.signature
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _font(style: Any, name: str, size: float) -> None:
    style.font.name, style.font.size = name, Pt(size)
    style.font.color.rgb = None
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for key in ("w:eastAsia", "w:ascii", "w:hAnsi"):
        fonts.set(qn(key), name)
    for key in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
        fonts.attrib.pop(qn(key), None)
