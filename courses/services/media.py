"""Pictures and documents of a module's folder, kept in Wagtail's libraries.

A file that changed becomes a new entry: what a learner has read stays what it was. The title is the module's slug and
the path, so that the same file is found again.
"""

import hashlib
from io import BytesIO
from pathlib import Path

from django.core.files import File
from django.core.files.images import ImageFile
from wagtail.documents import get_document_model
from wagtail.documents.models import Document
from wagtail.images import get_image_model
from wagtail.images.models import Image


def picture(*, folder: Path, module: str, path: str, alt: str) -> Image:
    """The picture at `path` below the module's folder. Drawings (SVG) come in by this way alone: the editors' forms
    refuse them, because a drawing from anywhere may carry scripts."""
    content = (folder / path).read_bytes()
    title = f"{module}/{path}"
    images = get_image_model().objects.filter(title=title, file_hash=_fingerprint(content))
    if (image := images.order_by("pk").first()) is not None:
        return image
    file = ImageFile(BytesIO(content), name=Path(path).name)
    image = get_image_model()(title=title, description=alt[:255], file=file)
    image.file_size = len(content)
    image.file_hash = _fingerprint(content)
    image.save()
    return image


def document(*, folder: Path, module: str, path: str) -> Document:
    """The document (video, sound, captions, handout) at `path` below the module's folder."""
    content = (folder / path).read_bytes()
    title = f"{module}/{path}"
    documents = get_document_model().objects.filter(
        title=title,
        file_hash=_fingerprint(content),
    )
    if (found := documents.order_by("pk").first()) is not None:
        return found
    found = get_document_model()(title=title, file=File(BytesIO(content), name=Path(path).name))
    found.file_size = len(content)
    found.file_hash = _fingerprint(content)
    found.save()
    return found


def _fingerprint(content: bytes) -> str:
    """As Wagtail's libraries take it."""
    return hashlib.sha1(content).hexdigest()  # noqa: S324
