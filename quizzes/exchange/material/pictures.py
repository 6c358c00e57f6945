"""Pictures that a question shows: only such as are in the file itself, only raster pictures."""

import base64
import binascii
import hashlib
import uuid
from collections.abc import Callable
from io import BytesIO
from urllib.parse import unquote

from django.utils.translation import gettext as _
from PIL import Image

from quizzes.exchange.material.drawings import is_drawing, to_png
from quizzes.exchange.question import PICTURE, Unfaithful
from quizzes.exchange.reading.limits import MAX_PICTURE, MEGABYTE

STARTS = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"BM")


class Pictures:
    """What one question's texts show, by the name that its body uses. `find` gives the bytes of a reference as it
    stands in the file, or None where there is nothing."""

    def __init__(self, find: Callable[[str], bytes | None]) -> None:
        self._find = find
        self.shown: dict[str, bytes] = {}

    def take(self, reference: str) -> str:
        """The address that our HTML uses for it. Unfaithful when the picture is not in the file or is none."""
        content = self._content(reference)
        if len(content) > MAX_PICTURE:
            raise Unfaithful(
                _("The picture “%(name)s” is larger than %(limit)d MB.")
                % {"name": short(reference), "limit": MAX_PICTURE // MEGABYTE}
            )
        if not is_raster(content) and is_drawing(content):
            content = to_png(content)
        if not is_raster(content):
            raise Unfaithful(
                _("“%(name)s” is no PNG, JPEG, GIF or WebP picture; save it as one.") % {"name": short(reference)}
            )
        return self.put(content)

    def put(self, content: bytes) -> str:
        """The address of a picture that is there already."""
        name = str(uuid.UUID(bytes=hashlib.sha256(content).digest()[:16], version=4))
        self.shown[name] = content
        return f"{PICTURE}{name}"

    def _content(self, reference: str) -> bytes:
        if reference.startswith("data:"):
            return _inline(reference)
        if reference.lower().startswith(("http:", "https:", "//", "ftp:")):
            raise Unfaithful(
                _("The picture “%(name)s” lies on another website; put it into the file.") % {"name": short(reference)}
            )
        content = self._find(unquote(reference))
        if content is None and unquote(reference) != reference:
            content = self._find(reference)
        if content is None:
            raise Unfaithful(
                _("The picture “%(name)s” is not in the file; import the whole package with its pictures.")
                % {"name": short(reference)}
            )
        return content


def is_raster(content: bytes) -> bool:
    return content.startswith(STARTS) or (content[:4] == b"RIFF" and content[8:12] == b"WEBP")


def short(reference: str) -> str:
    return reference[:80]


def _inline(reference: str) -> bytes:
    head, comma, data = reference.partition(",")
    try:
        if not comma or not head.endswith(";base64"):
            raise ValueError
        return base64.b64decode("".join(unquote(data).split()), validate=True)
    except (ValueError, binascii.Error):
        raise Unfaithful(_("A picture in the text is damaged.")) from None


def size_of(content: bytes) -> tuple[int, int]:
    """Width and height in pixels. Unfaithful for a damaged picture."""
    try:
        with Image.open(BytesIO(content)) as image:
            return image.size
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise Unfaithful(_("A picture of it is damaged.")) from None


def ending_of(content: bytes) -> str:
    """.png and the like, by the picture's first bytes."""
    kinds = {b"\x89PNG": ".png", b"\xff\xd8\xff": ".jpg", b"GIF8": ".gif", b"RIFF": ".webp", b"BM": ".bmp"}
    return next((ending for start, ending in kinds.items() if content.startswith(start)), ".bin")
