"""Our faces cut down to the common characters, for documents that are made by the thousand.

WeasyPrint takes a face apart anew for every document. From a whole face of 10 to 15 MB that is half the cost of a
certificate; from one that holds only the characters of GB 2312 (2 to 3 MB) it is a tenth. The outlines are the same.
"""

import contextlib
import hashlib
import tempfile
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from fontTools import subset, version

from lms.web.pdf import FontsMissing, installed_files

ASCII = "".join(map(chr, range(0x20, 0x7F)))
COMMON = f"{ASCII}〇" + "".join(
    bytes([row, cell]).decode("gbk", "ignore") for row in range(0xA1, 0xF8) for cell in range(0xA1, 0xFF)
)
"""ASCII, what stands in the rows of GB 2312 (6,763 characters and the signs), and the zero of written years."""


@lru_cache(maxsize=4)
def cut_faces(family: str, text: str = COMMON) -> str:
    """A style sheet that loads all weights of one of our families, cut down to the characters of `text`, as
    "School Serif Common" or "School Sans Common". Name the whole face behind it, as
    `font-family: "School Serif Common", "School Serif", "School Rare"`: it is asked only for what the cut one lacks.

    The files are cut at the first call of an installation, which takes some seconds for all common characters. Raises
    FontsMissing.
    """
    return "\n".join(
        f'@font-face{{font-family:"{family} Common";font-weight:{weight};src:url("{_cut(path, text).as_uri()}")}}'
        for (name, weight), path in installed_files().items()
        if name == family
    )


def prepare() -> None:
    """Cut the face of certificates before the first is asked for: on a busy machine this takes longer than a task may.
    Nothing happens where the fonts are missing; whoever prints tells it."""
    with contextlib.suppress(FontsMissing):
        cut_faces("School Serif")


def _cut(path: Path, text: str) -> Path:
    """The cut face beside the other files of the installation, named by what it was made from."""
    made_from = hashlib.sha256(path.read_bytes() + f"{text}{version}".encode()).hexdigest()[:16]
    target = settings.VAR / "fonts" / f"{path.stem}-{made_from}.ttf"
    if target.exists():
        return target
    options = subset.Options(hinting=False, notdef_outline=True)
    cutter = subset.Subsetter(options)
    cutter.populate(text=text)
    target.parent.mkdir(parents=True, exist_ok=True)
    with (
        subset.load_font(str(path), options) as font,
        tempfile.NamedTemporaryFile(dir=target.parent, suffix=".part", delete=False) as part,
    ):
        cutter.subset(font)
        font.save(part)
    Path(part.name).replace(target)  # whole or not at all, whoever else is cutting
    return target
