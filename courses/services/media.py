"""Pictures and documents of a module's folder, kept in Wagtail's libraries.

A file that changed becomes a new entry: what a learner has read stays what it was. The title is the module's slug and
the path, so that the same file is found again.
"""

import hashlib
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from uuid import uuid4

from django.core.files import File
from django.core.files.images import ImageFile
from django.utils.translation import gettext as _
from wagtail.documents import get_document_model
from wagtail.documents.models import Document
from wagtail.images import get_image_model
from wagtail.images.models import Image
from wagtail.models import Collection
from willow.svg import WillowSvgException  # type: ignore[import-untyped]

from courses.services import births
from lms.people.models import Person
from lms.web.errors import BadInput
from lms.web.pictures import Drawn


def pictures(*, root: Path, wanted: Mapping[tuple[str, str], str]) -> dict[tuple[str, str], int]:
    """The pictures at (module, path below its folder), each with its description, by their primary keys. Drawings
    (SVG) come in by this way alone: the editors' forms refuse them, because a drawing from anywhere may carry
    scripts. BadInput for a file that is no picture."""
    contents = {place: (root / "modules" / place[0] / place[1]).read_bytes() for place in wanted}
    prints = {place: ("/".join(place), _fingerprint(content)) for place, content in contents.items()}
    rows = get_image_model().objects.filter(title__in=[title for title, _print in prints.values()]).order_by("-pk")
    there = {(title, file_hash): pk for title, file_hash, pk in rows.values_list("title", "file_hash", "pk")}
    new = {place: content for place, content in contents.items() if prints[place] not in there}
    if new:
        collection = Collection.get_first_root_node()
        made = get_image_model().objects.bulk_create(
            _image(place, content, wanted[place], collection) for place, content in new.items()
        )
        births.index(made)
        there |= {(image.title, image.file_hash): image.pk for image in made}
    return {place: there[one] for place, one in prints.items()}


def _image(place: tuple[str, str], content: bytes, alt: str, collection: Collection) -> Image:
    file = ImageFile(BytesIO(content), name=Path(place[1]).name)
    try:
        return get_image_model()(
            title="/".join(place),
            description=alt[:255],
            file=file,
            file_size=len(content),
            file_hash=_fingerprint(content),
            collection=collection,
        )
    except (OSError, SyntaxError, ValueError, WillowSvgException):  # the model measures the file
        told = _("modules/%(path)s: the picture cannot be read.")
        raise BadInput(told % {"path": "/".join(place)}) from None


def drawn(*, picture: Drawn, title: str, alt: str, by: Person) -> Image:
    """A picture that was drawn anew."""
    ending = {"JPEG": "jpg"}.get(picture.format, picture.format.lower())
    name = f"{uuid4().hex[:12]}.{ending}"
    file = ImageFile(BytesIO(picture.content), name=name)
    image = get_image_model()(title=title[-255:], description=alt[:255], file=file, uploaded_by_user=by)
    image.file_size = len(picture.content)
    image.file_hash = _fingerprint(picture.content)
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
