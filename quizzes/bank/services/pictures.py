"""Pictures of questions. Files are hostile until their pixels were drawn anew."""

import hashlib
import io
from datetime import datetime
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _
from PIL import Image, ImageFile, ImageOps

from lms.people.models import Person, Role
from lms.people.permissions import require
from lms.web.errors import BadInput
from quizzes.bank.models import ItemPicture
from quizzes.types.richtext import picture_name

FORMATS = ("PNG", "JPEG", "GIF", "WEBP")
MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 40_000_000
LONGEST_SIDE = 2000
"""Pixels; larger ones are made smaller, for phones on a slow network."""
LOSSY = {"JPEG"}
BROKEN = (OSError, SyntaxError, ValueError, EOFError, ArithmeticError, MemoryError, Image.DecompressionBombError)


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
    drawn, size = _drawn_anew(content)
    picture, new = ItemPicture.objects.get_or_create(
        sha256=digest,
        defaults={
            "name": name[-200:],
            "alt": alt.strip()[:300],
            "width": size[0],
            "height": size[1],
            "at": now,
            "by": by,
        },
    )
    if new:
        default_storage.save(picture.file_name, ContentFile(drawn))
    return picture


def content_of(uuid: UUID) -> bytes:
    """The file, as WebP; for exports."""
    with default_storage.open(picture_name(uuid), "rb") as file:
        return bytes(file.read())


def check(content: bytes) -> None:
    """BadInput in words for what `keep` would refuse; nothing is written."""
    _drawn_anew(content)


def _drawn_anew(content: bytes) -> tuple[bytes, tuple[int, int]]:
    if len(content) > MOST_BYTES:
        raise BadInput(_("The picture is larger than %(limit)d MB.") % {"limit": MOST_BYTES // 1024 // 1024})
    ImageFile.LOAD_TRUNCATED_IMAGES = False  # WeasyPrint turns it on for the whole process
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as image:
            _check(image)
            return _written(image)
    except (*BROKEN, Image.DecompressionBombWarning):
        raise BadInput(_("The picture cannot be read; PNG, JPEG, GIF and WebP are taken.")) from None


def _check(image: Image.Image) -> None:
    """By what the file says of itself, before any pixel is unpacked."""
    if image.width * image.height > MOST_PIXELS:
        raise BadInput(
            _("The picture has %(pixels)d million pixels; at most %(limit)d are taken.")
            % {"pixels": image.width * image.height // 1_000_000, "limit": MOST_PIXELS // 1_000_000}
        )
    if getattr(image, "n_frames", 1) > 1:
        raise BadInput(_("A moving picture is not taken; use a still one."))


def _written(image: Image.Image) -> tuple[bytes, tuple[int, int]]:
    lossy = image.format in LOSSY
    clear = image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info
    turned = ImageOps.exif_transpose(image).convert("RGBA" if clear else "RGB")
    turned.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    pixels = Image.new(turned.mode, turned.size)
    pixels.paste(turned)
    out = io.BytesIO()
    pixels.save(out, "WEBP", lossless=not lossy, quality=82 if lossy else 70, method=4)
    return out.getvalue(), pixels.size
