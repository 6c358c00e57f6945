from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from lms.notify.models import Notice


@transaction.atomic
def tell(*, to_uuid: UUID, kind: str, key: str, text: str, url: str = "", now: datetime | None = None) -> Notice:
    """Tell a person something once: the second call with the same key returns the first notice."""
    notice, _ = Notice.objects.get_or_create(
        key=key,
        defaults={
            "to_uuid": to_uuid,
            "kind": kind,
            "text": str(text)[:500],
            "url": url,
            "created_at": now or timezone.now(),
        },
    )
    return notice


@dataclass(frozen=True)
class Told:
    """What one person is told, as `tell` takes it."""

    to_uuid: UUID
    kind: str
    key: str
    text: str
    url: str = ""


def tell_all(told: Iterable[Told], *, now: datetime) -> None:
    """Tell many at once, each once: what has a key that was told before is left out. One query."""
    rows = [
        Notice(to_uuid=one.to_uuid, kind=one.kind, key=one.key, text=one.text[:500], url=one.url, created_at=now)
        for one in told
    ]
    Notice.objects.bulk_create(rows, ignore_conflicts=True)


@transaction.atomic
def mark_read(*, to_uuid: UUID, notice: Notice | None = None, now: datetime | None = None) -> int:
    """Mark one notice of that person, or all of them, as read; how many were unread."""
    unread = Notice.objects.filter(to_uuid=to_uuid, read_at=None)
    if notice is not None:
        unread = unread.filter(pk=notice.pk)
    return unread.update(read_at=now or timezone.now())
