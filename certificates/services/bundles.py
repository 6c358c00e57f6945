"""A ZIP of all certificates of a programme, or one file of them for the printer: asked for, built, swept away."""

from __future__ import annotations

import csv
import io
import tempfile
import zipfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import IO

import pypdfium2
from django.core.files import File
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from certificates.models import Bundle, Certificate, Kind
from certificates.models.certificate import CertificateQuerySet
from certificates.services import files
from courses.models import Programme
from lms.audit.services.log import record as audit
from lms.notify.models import Job
from lms.notify.services import jobs
from lms.people.models import Person
from lms.web.errors import Refusal
from lms.web.private import private_storage
from lms.web.spreadsheets import harmless

KEPT = timedelta(days=3)
FUNC = "certificates.services.bundles.build"
BEAT_EVERY = 50
ENDINGS = {Bundle.Kind.ZIP: "zip", Bundle.Kind.PRINT: "pdf"}
COLUMNS = (
    pgettext_lazy("column", "Number"),
    pgettext_lazy("column", "Name"),
    pgettext_lazy("column", "Programme"),
    pgettext_lazy("column", "Grade"),
    pgettext_lazy("column", "Hours"),
    pgettext_lazy("column", "Issued on"),
    pgettext_lazy("column", "Valid until"),
    pgettext_lazy("column", "File"),
    "SHA-256",
)


@transaction.atomic
def ask(*, programme: Programme, kind: str, by: Person, now: datetime | None = None) -> tuple[Bundle, Job]:
    """Ask for a file of all certificates in force of a programme; deleted after three days. Audited as an export."""
    now = now or timezone.now()
    if not _contents(programme, now).exists():
        raise Refusal(_("This programme has no certificate in force yet."))
    bundle = Bundle.objects.create(
        programme=programme, kind=Bundle.Kind(kind), by=by, created_at=now, expires_at=now + KEPT
    )
    job = jobs.enqueue(
        func=FUNC,
        key=f"certificates.bundle:{bundle.uuid}",
        kwargs={"bundle_uuid": str(bundle.uuid), "next": reverse("certificates:bundles")},
        by_uuid=by.uuid,
        now=now,
    )
    audit(
        actor_uuid=by.uuid,
        verb="certificates.bundled",
        object_type="programme",
        object_id=programme.slug,
        purpose=str(bundle.get_kind_display()),
        now=now,
    )
    return bundle, job


def build(job: Job, bundle_uuid: str, now: datetime | None = None) -> None:
    """Build the file in a temporary place, then store it and say so. A second run finds it done."""
    now = now or timezone.now()
    bundle = Bundle.objects.select_related("programme").get(uuid=bundle_uuid)
    if bundle.file:
        return
    certificates = list(_contents(bundle.programme, now).order_by("issued_on", "pk"))
    make = {Bundle.Kind.ZIP: write_zip, Bundle.Kind.PRINT: write_print_file}[Bundle.Kind(bundle.kind)]
    with tempfile.TemporaryFile() as out:
        make(_beating(job, certificates), out)
        size = out.tell()
        out.seek(0)
        name = f"{files.BUNDLES}/{bundle.uuid}.{ENDINGS[Bundle.Kind(bundle.kind)]}"
        stored = private_storage().save(name, File(out))
    written = Bundle.objects.filter(pk=bundle.pk, file="").update(
        file=stored, size=size, count=len(certificates), ready_at=now
    )
    if not written:
        files.discard(stored)


def write_zip(certificates: Iterator[Certificate], out: IO[bytes]) -> None:
    """Each certificate as `NAME_LAST4.pdf`, and an index; memory stays that of one file."""
    rows = []
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for certificate in certificates:
            name = file_name(certificate)
            archive.writestr(name, files.read(certificate))
            rows.append(index_row(certificate, name))
        archive.writestr("index.csv", index_csv(rows).encode("utf-8-sig"))
    out.seek(0, io.SEEK_END)


def write_print_file(certificates: Iterator[Certificate], out: IO[bytes]) -> None:
    """All certificates as the pages of one PDF, for paper only: signatures do not survive the copying."""
    target = pypdfium2.PdfDocument.new()
    try:
        for certificate in certificates:
            source = pypdfium2.PdfDocument(files.read(certificate))
            target.import_pages(source)
            source.close()
        target.save(out)
    finally:
        target.close()
    out.seek(0, io.SEEK_END)


def file_name(certificate: Certificate) -> str:
    """What a certificate is called outside: the name, and of the number as much as tells namesakes apart."""
    plain = "".join(character for character in certificate.subject_name if character.isalnum() or character in "·-")
    return f"{plain or 'certificate'}_{certificate.serial[-8:]}.pdf"


def index_row(certificate: Certificate, name: str) -> list[str]:
    return [
        certificate.written_serial,
        certificate.subject_name,
        certificate.programme_title,
        certificate.level,
        format(certificate.hours.normalize(), "f"),
        certificate.issued_on.isoformat(),
        certificate.expires_on.isoformat() if certificate.expires_on else "",
        name,
        certificate.sha256,
    ]


def index_csv(rows: list[list[str]]) -> str:
    """The list beside the files. Names come from a roster: what a spreadsheet might run gets an apostrophe."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([str(column) for column in COLUMNS])
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return out.getvalue()


def _contents(programme: Programme, now: datetime) -> CertificateQuerySet:
    return Certificate.objects.filter(programme=programme, kind=Kind.COMPLETION).in_force(timezone.localdate(now))


def _beating(job: Job, certificates: list[Certificate]) -> Iterator[Certificate]:
    for number, certificate in enumerate(certificates):
        if number % BEAT_EVERY == 0:
            jobs.beat(job, done=number, total=len(certificates))
        yield certificate
    jobs.beat(job, done=len(certificates), total=len(certificates))
