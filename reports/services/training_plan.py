"""A programme's training plan 培训工作方案 as DOCX, for the meeting that decides on it: its words, the calendar of its
year, its modules. Always a draft 送审稿: the red head is the issuing organ's.
"""

import io
from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.shared import Mm, Pt

from courses.models import Programme, ProgrammeModule
from courses.selectors.calendar import calendar_of, mode_label
from courses.selectors.load import loads
from lms.people.models import Congress
from reports.services.word_styles import TABLE, blank
from reports.services.wording import chinese_day
from reports.services.zips import without_time

NUMERALS = "一二三四五六七八九十"
ANNEXES = ("全年安排", "课程设置")
CALENDAR = (("时间", 24), ("方式", 24), ("内容", 62), ("对象", 30), ("学时", 16))
MODULES = (("序号", 14), ("课程", 70), ("能力", 16), ("要求", 38), ("学时", 18))
"""Columns with their widths in millimetres; 156 together."""
WHOM = {Congress.Level.DISTRICT.value: "区人大代表", Congress.Level.TOWNSHIP.value: "镇人大代表"}
Columns = Sequence[tuple[str, int]]


def docx(programme: Programme, *, now: datetime) -> bytes:
    """The document as of this moment; the same data and moment give the same bytes. Call it for a programme that has a
    training plan."""
    plan, document, name = programme.training_plan, blank(), _title(programme)
    document.add_paragraph("送审稿", "公文标记")
    document.add_paragraph(name, "公文标题")
    document.add_paragraph(plan["addressee"], "公文顶格")
    document.add_paragraph(plan["opening"], "公文正文")
    for number, part in enumerate(plan["parts"]):
        document.add_paragraph(f"{NUMERALS[number]}、{part['head']}", "公文一级标题")
        for text in [*part["text"].splitlines(), *_added(programme, part["adds"])]:
            document.add_paragraph(text, "公文正文")
    _end(document, plan["signature"], now)
    _annex(document, 1)
    _table(document, CALENDAR, _calendar(programme))
    _annex(document, 2)
    _table(document, MODULES, _modules(programme))
    core = document.core_properties
    core.title, core.author, core.last_modified_by, core.comments = name, "", "", ""
    core.created = core.modified = now.astimezone(UTC).replace(tzinfo=None)
    out = io.BytesIO()
    document.save(out)
    return without_time(out.getvalue())


def _title(programme: Programme) -> str:
    return str(programme.basis.get("title") or programme.title).removeprefix("《").removesuffix("》")


def _added(programme: Programme, names: Sequence[str]) -> list[str]:
    """What the programme itself says of whom it is for, of its hours and of its rules."""
    said = {
        "audience": [programme.audience.get("note", "")],
        "hours": [_hours(programme)],
        "rules": [*programme.pass_rule["text"].splitlines(), *programme.makeup_rule["text"].splitlines()],
    }
    return [text for name in names for text in said[name] if text]


def _hours(programme: Programme) -> str:
    modes = "，".join(f"{mode_label(programme, mode)}{_number(hours)}学时" for mode, hours in programme.hours.items())
    whole = programme.total_hours
    less = [
        f"；{WHOM[level]}共{_number(one.total)}学时" for level, one in loads(programme).items() if one.total < whole
    ]
    return f"应学内容共{_number(whole)}学时，其中{modes}{''.join(less)}。"


def _number(hours: Decimal | float) -> str:
    return f"{Decimal(str(hours)).normalize():f}"


def _end(document: Any, signature: str, now: datetime) -> None:
    listed = [f"{'附件：' if number == 1 else '　　　'}{number}.{name}" for number, name in enumerate(ANNEXES, start=1)]
    for text in ("", *listed, ""):
        document.add_paragraph(text, "公文正文").paragraph_format.keep_with_next = True
    for line in (signature, chinese_day(now.date())):
        signed = document.add_paragraph(line, "公文顶格")
        signed.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        signed.paragraph_format.right_indent = Pt(4 * 15.75)
        signed.paragraph_format.keep_with_next = line == signature


def _annex(document: Any, number: int) -> None:
    document.add_paragraph(f"附件{number}", "公文标记").paragraph_format.page_break_before = True
    document.add_paragraph(ANNEXES[number - 1], "公文标题")


def _calendar(programme: Programme) -> list[list[str]]:
    return [
        [
            f"{line.month.year}年{line.month.month}月",
            line.mode,
            line.title,
            line.who,
            _number(line.hours) if line.hours else "自选",
        ]
        for line in calendar_of(programme)
    ]


def _modules(programme: Programme) -> list[list[str]]:
    uses = programme.programme_modules.select_related("module__competence").order_by("order", "pk")
    return [
        [str(number), use.module.title, use.module.competence.code, _wanted(use), _number(use.hours)]
        for number, use in enumerate(uses, start=1)
    ]


def _wanted(use: ProgrammeModule) -> str:
    """必学, of whom where it is not of everybody; 选学."""
    if not use.core_for:
        return "选学"
    return "必学" if set(use.core_for) >= set(WHOM) else f"必学（{'、'.join(WHOM[one] for one in use.core_for)}）"


def _table(document: Any, columns: Columns, rows: Sequence[Sequence[str]]) -> None:
    """Its head comes again on a further page, and no row is torn."""
    grid = document.add_table(rows=0, cols=len(columns))
    grid.style, grid.autofit = TABLE, False
    for number, texts in enumerate(([name for name, _width in columns], *rows)):
        row = grid.add_row()
        properties = row._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        if number == 0:
            properties.append(OxmlElement("w:tblHeader"))
        for cell, text, (_name, width) in zip(row.cells, texts, columns, strict=True):
            cell.width = Mm(width)
            cell.paragraphs[0].style = "公文表格"
            cell.paragraphs[0].add_run(text)
