"""The printable sheet of account slips: A4, eight a page, kept in private storage for an hour.

The tokens live in the PDF alone, so a sheet is made in one go, and a lost sheet is made anew.
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import segno
from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.dateparse import parse_datetime
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from lms.audit.services import log
from lms.notify.models import Job
from lms.notify.services import jobs
from lms.people.models import OrganisingUnit, Person
from lms.people.services import slips
from lms.people.services.slips import Printed
from lms.web.pdf import render_pdf, uncovered
from lms.web.private import private_storage

FOLDER = "slips"
KEPT = timedelta(hours=1)
A_PAGE = 8
AT_ONCE = 50
"""More slips than this are made by the queue."""
STYLE = Path(__file__).parents[1] / "data" / "slip_sheet.css"


def render_sheet(*, unit: OrganisingUnit | None, printed: list[Printed], now: datetime) -> bytes:
    """The slips as a PDF of A4 pages, to be cut along the dashed lines."""
    cells = [_cell(slip) for slip in printed]
    pages = [cells[start : start + A_PAGE] for start in range(0, len(cells), A_PAGE)]
    html = render_to_string(
        "people/slip_sheet.html",
        {"pages": pages, "unit": unit, "host": settings.BASE_URL.partition("://")[2], "made_at": now},
    )
    return render_pdf(html, stylesheets=[STYLE.read_text(encoding="utf-8")], now=now)


def _cell(slip: Printed) -> dict[str, object]:
    code = segno.make(f"{settings.BASE_URL}/s/{slip.token}/", error="m", micro=False)
    name = slip.person.name
    for char in uncovered(name):
        name = name.replace(char, "〓")
    svg = code.svg_inline(scale=1, border=2, omitsize=True)
    return {
        "name": name,
        "username": slip.person.username,
        "qr": mark_safe(svg),  # noqa: S308 - drawn by segno
        "expires_at": slip.expires_at,
    }


def make(
    *, unit: OrganisingUnit | None, people: list[Person] | None = None, by: Person, now: datetime
) -> tuple[str, int]:
    """Make slips and lay their sheet aside for `by`, for an hour; its file name and how many slips it holds.

    The drawing takes seconds and so comes after the slips are committed: were it to fail, the next slips replace them.
    """
    printed = slips.make_slips(unit=unit, people=people, by=by, now=now)
    content = render_sheet(unit=unit, printed=printed, now=now)
    place = unit.slug if unit else "staff"
    name = f"{timezone.localtime(now):%Y%m%d-%H%M%S}-{place}-{get_random_string(6)}.pdf"
    private_storage().save(f"{FOLDER}/{by.uuid}/{name}", ContentFile(content))
    return name, len(printed)


def ask_for(*, unit: OrganisingUnit, by: Person, next_url: str, now: datetime) -> Job:
    """Let the queue make the sheet of everybody in the unit who has no password yet; the job's page leads to it."""
    return jobs.enqueue(
        func="lms.people.services.slip_sheets.make_for_job",
        key=f"slips:{unit.pk}:{by.pk}:{now.isoformat()}",
        kwargs={"unit": unit.pk, "by": by.pk, "at": now.isoformat(), "next": next_url},
        by_uuid=by.uuid,
        now=now,
    )


def make_for_job(job: Job, *, unit: int, by: int, at: str) -> None:
    """What a worker does; a second run replaces the slips of the first, so that one sheet alone is good."""
    now = max(parse_datetime(at) or timezone.now(), job.created_at)
    _name, count = make(unit=OrganisingUnit.objects.get(pk=unit), by=Person.objects.get(pk=by), now=now)
    jobs.beat(job, done=count, total=count, message=_("%(count)d account slips are ready to print.") % {"count": count})


def kept_for(person: Person) -> list[tuple[str, datetime]]:
    """The sheets laid aside for this person and until when, newest first."""
    storage, folder = private_storage(), f"{FOLDER}/{person.uuid}"
    if not storage.exists(folder):
        return []
    _folders, names = storage.listdir(folder)
    found = [(name, storage.get_modified_time(f"{folder}/{name}") + KEPT) for name in names]
    return sorted((sheet for sheet in found if sheet[1] > timezone.now()), reverse=True)


@transaction.atomic
def note_download(*, name: str, by: Person, now: datetime) -> str:
    """Write the download into the audit log; where the file lies in private storage."""
    log.record(actor_uuid=by.uuid, verb="slips.downloaded", object_type="slip_sheet", object_id=name, now=now)
    return f"{FOLDER}/{by.uuid}/{Path(name).name}"


def sweep_old(now: datetime | None = None) -> int:
    """Delete every sheet that is older than an hour; how many."""
    now, storage, count = now or timezone.now(), private_storage(), 0
    if not storage.exists(FOLDER):
        return 0
    for folder in storage.listdir(FOLDER)[0]:
        for name in storage.listdir(f"{FOLDER}/{folder}")[1]:
            path = f"{FOLDER}/{folder}/{name}"
            if storage.get_modified_time(path) + KEPT <= now.astimezone(UTC):
                storage.delete(path)
                count += 1
    return count
