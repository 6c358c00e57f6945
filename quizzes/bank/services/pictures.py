"""Pictures of questions. Files are hostile until their pixels were drawn anew."""

import hashlib
from datetime import datetime
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from lms.people.models import Person, Role
from lms.people.permissions import require
from lms.web.pictures import draw_anew
from quizzes.bank.models import ItemPicture
from quizzes.types.richtext import picture_name


@transaction.atomic
def keep(*, content: bytes, name: str, alt: str = "", by: Person | None, now: datetime) -> ItemPicture:
    """The picture of this file: the one that is there already where the same bytes came before, else a new one.

    PNG, JPEG, GIF and WebP of one frame; turned as the camera meant it, at most 2,000 pixels a side, written anew as
    WebP so that nothing hidden in the file survives (without loss but for JPEG). Who knows coordinates in the file's
    own pixels scales them by `width`. BadInput in words for everything else. `by` None is a loader of files.
    """
    if by is not None:
        require(by, Role.TRAINER, Role.COMMITTEE)
    digest = hashlib.sha256(content).hexdigest()
    known = ItemPicture.objects.filter(sha256=digest).first()
    if known is not None:
        return known
    drawn = draw_anew(content, small=True)
    picture, new = ItemPicture.objects.get_or_create(
        sha256=digest,
        defaults={
            "name": name[-200:],
            "alt": alt.strip()[:300],
            "width": drawn.width,
            "height": drawn.height,
            "at": now,
            "by": by,
        },
    )
    if new:
        default_storage.save(picture.file_name, ContentFile(drawn.content))
    return picture


def content_of(uuid: UUID) -> bytes:
    """The file, as WebP; for exports."""
    with default_storage.open(picture_name(uuid), "rb") as file:
        return bytes(file.read())
