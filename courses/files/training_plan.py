"""plan.yaml: the training plan 培训工作方案 as it goes to the towns, its parts in words and the calendar of its year.

As data: {"addressee", "opening", "parts": [{"head", "text", "adds"}], "calendar": [{"month": "2027-03", "mode",
"title", "who", "hours", "modules": [slug]}], "signature"}. `adds` names what the document takes from the programme
itself, so that it is said in one place: whom it is for, its hours, its rules.
"""

import re
from collections.abc import Collection
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from courses.files.documents import Document

FILE = "plan.yaml"
ADDS = ("audience", "hours", "rules")
MONTH = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])")
LONGEST = 150


def read(document: Document, *, starts: date, ends: date, modes: Collection[str], modules: Collection[str]) -> Any:
    """The plan; `document` notes what is wrong. Months lie between `starts` and `ends`, modules are the programme's."""
    document.only(known=["addressee", "opening", "parts", "calendar", "signature"])
    months = f"{starts:%Y-%m}", f"{ends:%Y-%m}"
    return {
        "addressee": document.text("addressee", longest=LONGEST),
        "opening": document.text("opening"),
        "parts": [_part(document, place) for place in range(len(document.listing("parts")))],
        "calendar": [
            _entry(document, place, months, modes, modules) for place in range(len(document.listing("calendar")))
        ],
        "signature": document.text("signature", longest=LONGEST),
    }


def _part(document: Document, place: int) -> dict[str, Any]:
    document.only("parts", place, known=["head", "text", "adds"])
    return {
        "head": document.text("parts", place, "head", longest=LONGEST),
        "text": document.text("parts", place, "text"),
        "adds": document.chosen("parts", place, "adds", among=ADDS, needed=False),
    }


def _entry(
    document: Document, place: int, months: tuple[str, str], modes: Collection[str], modules: Collection[str]
) -> dict[str, Any]:
    here = ("calendar", place)
    document.only(*here, known=["month", "mode", "title", "who", "hours", "modules"])
    month, mode = document.text(*here, "month"), document.text(*here, "mode")
    if month and not MONTH.fullmatch(month):
        document.problem((*here, "month"), _("must be a month like 2027-03."))
    elif month and not months[0] <= month <= months[1]:
        document.problem((*here, "month"), _("lies outside the period of the programme."))
    if mode and mode not in modes:
        words = {"value": mode, "known": ", ".join(modes)}
        document.problem((*here, "mode"), _("“%(value)s” is none of: %(known)s.") % words)
    return {
        "month": month,
        "mode": mode,
        "title": document.text(*here, "title", longest=LONGEST),
        "who": document.text(*here, "who", longest=LONGEST),
        "hours": float(document.number(*here, "hours")),
        "modules": document.chosen(*here, "modules", among=modules, needed=False),
    }
