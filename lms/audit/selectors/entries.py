from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from lms.audit.models import AuditEntry


def entries(
    *, verb: str = "", actor_uuid: UUID | None = None, since: date | None = None, until: date | None = None
) -> QuerySet[AuditEntry]:
    """Entries, newest first, narrowed by what is given; days are local and inclusive."""
    found = AuditEntry.objects.order_by("-seq")
    if verb:
        found = found.filter(verb=verb)
    if actor_uuid:
        found = found.filter(actor_uuid=actor_uuid)
    if since:
        found = found.filter(at__date__gte=since)
    if until:
        found = found.filter(at__date__lte=until)
    return found
