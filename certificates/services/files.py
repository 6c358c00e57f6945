"""The bytes of certificates in private storage: written before the row that names them, swept when nothing does."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.core.files.base import ContentFile
from django.utils import timezone

from certificates.models import Bundle, Certificate
from lms.web.private import private_storage

ROOT = "certificates"
BUNDLES = "certificates-bundles"
STORAGE = "private"
ORPHAN_AFTER = timedelta(hours=2)
"""Older than any transaction that may still be about to name the file."""


def store(*, serial: str, year: int, content: bytes) -> str:
    """Write the bytes of a certificate; the name they got."""
    return private_storage().save(f"{ROOT}/{year}/{serial}.pdf", ContentFile(content))


def read(certificate: Certificate) -> bytes:
    """The PDF as it was issued. FileNotFoundError when the storage has lost it."""
    with private_storage().open(certificate.file, "rb") as file:
        return bytes(file.read())


def discard(name: str) -> None:
    """Delete a file; nothing happens if it is gone."""
    private_storage().delete(name)


def sweep_files(now: datetime | None = None) -> int:
    """Delete what a killed process left behind and bundles past their day; how many files went."""
    now = now or timezone.now()
    count = 0
    for bundle in Bundle.objects.filter(expires_at__lt=now).exclude(file=""):
        Bundle.objects.filter(pk=bundle.pk).update(file="", size=0)
        discard(bundle.file)
        count += 1
    for folder, named in ((ROOT, _certificate_files()), (BUNDLES, _bundle_files())):
        for name in _files_under(folder):
            if name not in named and private_storage().get_modified_time(name) < now - ORPHAN_AFTER:
                discard(name)
                count += 1
    return count


def _certificate_files() -> set[str]:
    return set(Certificate.objects.values_list("file", flat=True))


def _bundle_files() -> set[str]:
    return set(Bundle.objects.exclude(file="").values_list("file", flat=True))


def _files_under(folder: str) -> Iterator[str]:
    storage = private_storage()
    if not storage.exists(folder):
        return
    folders, names = storage.listdir(folder)
    yield from (f"{folder}/{name}" for name in names)
    for inner in folders:
        yield from _files_under(f"{folder}/{inner}")
