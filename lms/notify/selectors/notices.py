from uuid import UUID

from django.db.models import QuerySet

from lms.notify.models import Notice


def unread(to_uuid: UUID) -> QuerySet[Notice]:
    """What a person has not read yet, newest first."""
    return Notice.objects.filter(to_uuid=to_uuid, read_at=None)
