"""The printed form of a sitting: A4, large type, boxes to tick, the number with its check characters and a QR code.
It holds no key."""

import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import segno
from django.conf import settings
from django.core.files.storage import default_storage
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from lms.audit.services import log
from lms.people.models import Person
from lms.web.pdf import render_pdf, uncovered
from quizzes.delivery import paper_codes
from quizzes.delivery.models import PaperForm, PaperItem
from quizzes.types import registry

STYLE = Path(__file__).parents[1] / "data" / "paper_form.css"
_PICTURE = re.compile(r'src="([^"]+)"')


def render(*, forms: Sequence[PaperForm], by: Person, now: datetime) -> bytes:
    """The forms as one PDF, each beginning a page. Three queries and the audit's, whatever their number."""
    items: dict[int, list[PaperItem]] = {form.pk: [] for form in forms}
    for item in PaperItem.objects.filter(form__in=forms).select_related("version__item").order_by("position"):
        items[item.form_id].append(item)
    sheets = [_sheet(form, items[form.pk]) for form in forms]
    html = render_to_string("quizzes/delivery/paper_sheet.html", {"sheets": sheets})
    content = render_pdf(_with_files(html), stylesheets=[STYLE.read_text(encoding="utf-8")], now=now)
    log.record(
        actor_uuid=by.uuid,
        verb="paper.downloaded",
        object_type="paper_form",
        object_id=forms[0].code,
        purpose=str(len(forms)),
        now=now,
    )
    return content


def _sheet(form: PaperForm, items: Sequence[PaperItem]) -> dict[str, Any]:
    name = form.person.name
    for char in uncovered(name):
        name = name.replace(char, "〓")
    code = segno.make(f"{settings.BASE_URL}/paper/{form.code}/", error="m", micro=False)
    svg = code.svg_inline(scale=1, border=2, omitsize=True)
    return {
        "form": form,
        "name": name,
        "number": paper_codes.grouped(form.code),
        "qr": mark_safe(svg),  # noqa: S308 - drawn by segno
        "lines": [_line(item) for item in items],
    }


def _line(item: PaperItem) -> dict[str, Any]:
    kind, body = registry.kind(item.version.item.kind), item.version.body
    widget = kind.reading.widget(body, item.shown, None, None)
    return {"position": item.position, "kind": kind, "body": body, "widget": widget, "template": kind.template("paper")}


def _with_files(html: str) -> str:
    """Pictures from our own storage, which the PDF may read as files alone."""
    start = default_storage.url("")
    return _PICTURE.sub(lambda found: f'src="{_file(found[1], start)}"', html)


def _file(address: str, start: str) -> str:
    if not address.startswith(start):
        return address
    return Path(default_storage.path(address.removeprefix(start))).as_uri()
