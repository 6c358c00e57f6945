"""Pictures that somebody sends. A file is hostile until its pixels were drawn anew."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.utils.translation import gettext as _
from PIL import Image, ImageFile, ImageOps

from lms.web.errors import BadInput

FORMATS = ("PNG", "JPEG", "GIF", "WEBP")
MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 40_000_000
LONGEST_SIDE = 2000
"""Pixels; larger ones are made smaller, for phones on a slow network."""
BROKEN = (OSError, SyntaxError, ValueError, EOFError, ArithmeticError, MemoryError, Image.DecompressionBombError)


@dataclass(frozen=True)
class Drawn:
    """A picture drawn anew: its file, `format` "WEBP", "PNG" or "JPEG", its size in pixels."""

    content: bytes
    format: str
    width: int
    height: int


def draw_anew(content: bytes, *, small: bool) -> Drawn:
    """The picture of this file: turned as the camera meant it, at most 2,000 pixels a side, written anew so that
    nothing hidden in the file survives. `small` writes WebP (without loss but for JPEG); else a JPEG stays one and all
    others become PNG, as a library that makes further sizes of it wants. BadInput in words for whatever is no PNG,
    JPEG, GIF or WebP of one frame, or too large."""
    with _opened(content) as image:
        lossy = image.format == "JPEG"
        clear = image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info
        turned = ImageOps.exif_transpose(image).convert("RGBA" if clear else "RGB")
        turned.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        pixels = Image.new(turned.mode, turned.size)
        pixels.paste(turned)
        out = io.BytesIO()
        if small:
            pixels.save(out, "WEBP", lossless=not lossy, quality=82 if lossy else 70, method=4)
        elif lossy:
            pixels.save(out, "JPEG", quality=85, optimize=True)
        else:
            pixels.save(out, "PNG", optimize=True)
        return Drawn(out.getvalue(), "WEBP" if small else "JPEG" if lossy else "PNG", *pixels.size)


def check(content: bytes) -> None:
    """BadInput in words for what `draw_anew` would refuse."""
    with _opened(content):
        pass


@contextmanager
def _opened(content: bytes) -> Iterator[Image.Image]:
    """The picture, unpacked; whatever breaks meanwhile is told in words."""
    if len(content) > MOST_BYTES:
        raise BadInput(_("The picture is larger than %(limit)d MB.") % {"limit": MOST_BYTES // 1024 // 1024})
    ImageFile.LOAD_TRUNCATED_IMAGES = False  # WeasyPrint turns it on for the whole process
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as image:
            _refuse_by_head(image)
            image.load()
            yield image
    except (*BROKEN, Image.DecompressionBombWarning):
        raise BadInput(_("The picture cannot be read; PNG, JPEG, GIF and WebP are taken.")) from None


def _refuse_by_head(image: Image.Image) -> None:
    """By what the file says of itself, before any pixel is unpacked."""
    if image.width * image.height > MOST_PIXELS:
        raise BadInput(
            _("The picture has %(pixels)d million pixels; at most %(limit)d are taken.")
            % {"pixels": image.width * image.height // 1_000_000, "limit": MOST_PIXELS // 1_000_000}
        )
    if getattr(image, "n_frames", 1) > 1:
        raise BadInput(_("A moving picture is not taken; use a still one."))
