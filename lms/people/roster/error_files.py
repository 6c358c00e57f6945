"""The faults of a roster as files to take away: a list as CSV, or the roster itself with the wrong cells marked."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

import xlsxwriter
from django.utils.translation import gettext as _

from lms.people.roster.columns import Table
from lms.people.roster.faults import Fault
from lms.people.roster.masks import masked, neutral
from lms.people.roster.matching import Conflict
from lms.people.roster.sheet import text_of

WIDTH = 16


def faults_csv(faults: Iterable[Fault], conflicts: Iterable[Conflict] = ()) -> bytes:
    """Row, column, masked value, reason, fix, code; opens in Excel and WPS as it stands, and holds no formula."""
    out = io.StringIO(newline="")
    sheet = csv.writer(out)
    sheet.writerow([_("Row"), _("Column"), _("Value (masked)"), _("Reason"), _("What to do"), _("Code")])
    for fault in faults:
        line = [fault.title, masked(fault.field, fault.value), fault.reason, fault.fix]
        sheet.writerow([fault.row, *map(neutral, line), fault.code])
    for conflict in conflicts:
        who = neutral(masked("name", conflict.entry.name))
        fix = _("Correct the row, or decide it on the page for rosters.")
        sheet.writerow([conflict.row, _("Person"), who, conflict.reason, fix, conflict.doubt])
    return out.getvalue().encode("utf-8-sig")


def marked_workbook(table: Table, faults: list[Fault], conflicts: list[Conflict]) -> bytes:
    """The rows that are wrong, as they came, each wrong cell coloured with the reason as its comment.

    The person who uploaded the roster gets it back to correct it, so that the values are clear. Written in constant
    memory and as text throughout: no formula survives.
    """
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet(_("To correct"))
    bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
    plain = book.add_format({"num_format": "@"})
    wrong = book.add_format({"num_format": "@", "bg_color": "#F8D7D3", "border": 1, "border_color": "#9D1F23"})
    fields = sorted(table.columns, key=lambda name: table.columns[name])
    sheet.set_column(0, 0, 8)
    sheet.set_column(1, len(fields), WIDTH)
    sheet.set_column(len(fields) + 1, len(fields) + 1, 4 * WIDTH)
    sheet.freeze_panes(1, 0)
    titles = [_("Row"), *(table.titles[name] for name in fields), _("What is wrong")]
    for column, title in enumerate(titles):
        sheet.write_string(0, column, neutral(title), bold)
    notes = _notes(faults, conflicts)
    lines = [line for line in table.lines if line.number in notes]
    for place, line in enumerate(lines, 1):
        remarks = notes[line.number]
        sheet.write_number(place, 0, line.number)
        for column, name in enumerate(fields, 1):
            sheet.write_string(place, column, neutral(text_of(line.cells[name])), wrong if name in remarks else plain)
            if name in remarks:
                sheet.write_comment(place, column, remarks[name], {"x_scale": 2})
        sheet.write_string(place, len(fields) + 1, "；".join(remarks.values()), plain)
    book.close()
    return out.getvalue()


def _notes(faults: list[Fault], conflicts: list[Conflict]) -> dict[int, dict[str, str]]:
    """Row -> field -> what is wrong and what to do."""
    notes: dict[int, dict[str, str]] = {}
    for fault in faults:
        remarks = notes.setdefault(fault.row, {})
        remarks[fault.field] = "；".join(filter(None, (remarks.get(fault.field), f"{fault.reason}。{fault.fix}")))
    for conflict in conflicts:
        notes.setdefault(conflict.row, {}).setdefault("name", conflict.reason)
    return notes
