from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from lms.audit.models import AuditEntry, AuditHead


@transaction.atomic
def record(
    *,
    actor_uuid: UUID | None,
    verb: str,
    object_type: str,
    object_id: str = "",
    purpose: str = "",
    now: datetime | None = None,
) -> AuditEntry:
    """Add one entry to the chain; it stands or falls with the caller's transaction.

    `verb` is dotted and past tense ("roster.imported"); `purpose` is what the person gave as the reason, cut at 500
    characters. `actor_uuid` None is the system itself. The head stays locked until the caller's transaction ends, so
    record last.
    """
    head = AuditHead.objects.select_for_update().filter(pk=1).first()
    if head is None:  # the very first entry
        AuditHead.objects.get_or_create(pk=1)
        head = AuditHead.objects.select_for_update().get(pk=1)
    entry = AuditEntry(
        seq=head.seq + 1,
        actor_uuid=actor_uuid,
        verb=verb,
        object_type=object_type,
        object_id=str(object_id),
        purpose=purpose[:500],
        at=now or timezone.now(),
        prev_hash=head.hash,
    )
    entry.hash = entry.computed_hash()
    entry.save(force_insert=True)
    AuditHead.objects.filter(pk=1).update(seq=entry.seq, hash=entry.hash)
    return entry
