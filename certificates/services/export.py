"""Copies of certificates in a folder of the operator's choice."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

from certificates.models import Certificate, Kind
from certificates.services import files
from certificates.services.bundles import file_name, index_csv, index_row
from courses.models import Programme
from lms.audit.services.log import record as audit


def export(
    *,
    programme: Programme,
    folder: Path,
    day: date,
    progress: Callable[[Iterable[Certificate]], Iterable[Certificate]] = iter,
) -> int:
    """Write every certificate in force on `day` and an index.csv into `folder`, which is made if it is not there; how
    many. Files that are there already are overwritten with the same bytes. Audited as an export by the system."""
    folder.mkdir(parents=True, exist_ok=True)
    certificates = list(
        Certificate.objects.filter(programme=programme, kind=Kind.COMPLETION).in_force(day).order_by("issued_on", "pk")
    )
    rows = []
    for certificate in progress(certificates):
        name = file_name(certificate)
        (folder / name).write_bytes(files.read(certificate))
        rows.append(index_row(certificate, name))
    (folder / "index.csv").write_text(index_csv(rows), encoding="utf-8-sig", newline="")
    audit(actor_uuid=None, verb="certificates.exported", object_type="programme", object_id=programme.slug)
    return len(rows)
