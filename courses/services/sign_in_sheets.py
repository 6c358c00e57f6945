"""The sign-in sheet of a session, A4, to be signed by hand."""

from datetime import datetime

from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from courses.models import TrainingSession
from courses.selectors import attendance as sheets
from lms.audit.services import log
from lms.people.models import Person
from lms.web.errors import Refusal
from lms.web.pdf import render_pdf

AT_MOST = 200

CSS = """
@page { size: A4; margin: 18mm 16mm 16mm;
  @bottom-center { content: counter(page) " / " counter(pages); font-size: 9pt } }
body { font-family: "School Serif", "School Rare"; font-size: 11pt; line-height: 1.4 }
h1 { font-family: "School Sans", "School Rare"; font-size: 18pt; text-align: center; margin: 0 0 6mm }
.facts { margin: 0 0 5mm }
table { width: 100%; border-collapse: collapse }
thead { display: table-header-group }
tr { break-inside: avoid }
th, td { border: 0.4pt solid #333; padding: 0 2mm; text-align: left; height: 9mm }
th { font-family: "School Sans", "School Rare"; font-weight: 700; text-align: center }
.number { width: 10mm; text-align: center } .unit { width: 34mm } .name { width: 34mm } .note { width: 34mm }
.foot { margin-top: 6mm }
"""


@transaction.atomic
def render(*, session: TrainingSession, unit: str = "", by: Person, now: datetime) -> bytes:
    """The PDF with the participants whom `by` looks after (of one unit, where its slug is given). Refusal for more
    than 200 names: sheets are for one room and one unit. The print is audited."""
    people = sheets.participants(session, by, unit=unit)
    if people.order_by().count() > AT_MOST:
        raise Refusal(
            _("More than %(number)s names do not fit on one sheet. Choose a unit first, then print.")
            % {"number": AT_MOST}
        )
    rows = sheets.sheet(session, list(people))
    html = render_to_string("courses/training/sign_in_sheet.html", {"session": session, "rows": rows})
    content = render_pdf(html, stylesheets=[CSS], now=now)
    log.record(
        actor_uuid=by.uuid,
        verb="attendance.sheet_printed",
        object_type="session",
        object_id=str(session.pk),
        purpose=unit,
        now=now,
    )
    return content
