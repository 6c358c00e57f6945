"""Bytes to text, in the encodings that Chinese files of questions come in."""

import codecs
import re
import unicodedata
from dataclasses import dataclass

from charset_normalizer import from_bytes
from django.utils.translation import gettext as _

from quizzes.exchange.reading.limits import MAX_BYTES, MEGABYTE, Unreadable

MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (codecs.BOM_UTF8, "utf-8-sig"),
)
NAMES = {"utf-8-sig": "UTF-8", "utf-8": "UTF-8", "gb18030": "GB 18030", "big5hkscs": "Big5"}
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ufffe\uffff]")
PLAUSIBLE, AHEAD = 0.75, 0.08
"""So many of the characters beyond ASCII must be ordinary ones, and so much more of them than in the other reading."""


@dataclass(frozen=True)
class Text:
    """What the file says, with "\\n" as the only line end, and the name of the encoding it was read in."""

    text: str
    encoding: str


def decode(content: bytes) -> Text:
    """By its mark; else UTF-8 where it is valid; else UTF-16 where every other byte says so; else GB 18030 or Big5,
    whichever makes ordinary Chinese of it. Unreadable, saying between which encodings it stands, when none does."""
    if len(content) > MAX_BYTES:
        raise Unreadable(_("The file is larger than %(limit)d MB.") % {"limit": MAX_BYTES // MEGABYTE})
    text, encoding = _decode(content)
    if CONTROL.search(text):
        raise Unreadable(_("This is not a text file: it holds control characters."))
    if not text.strip():
        raise Unreadable(_("The file is empty."))
    return Text(text.replace("\r\n", "\n").replace("\r", "\n"), encoding)


def _decode(content: bytes) -> tuple[str, str]:
    for mark, encoding in MARKS:
        if content.startswith(mark):
            if (text := _strictly(content, encoding)) is None:
                raise Unreadable(
                    _("The file says it is %(encoding)s, but it is not.") % {"encoding": name_of(encoding)}
                )
            return text.lstrip("\ufeff"), name_of(encoding)
    if (wide := _wide(content)) and (text := _strictly(content, wide)) is not None:
        return text, name_of(wide)
    if (text := _strictly(content, "utf-8")) is not None:
        return text, "UTF-8"
    return _eight_bit(content)


def name_of(encoding: str) -> str:
    return NAMES.get(encoding, encoding.upper().replace("-LE", "").replace("-BE", ""))


def _strictly(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None


def _wide(content: bytes) -> str:
    """UTF-16 without a mark: line ends, letters and digits leave a zero in every other place, and what comes out is
    writing."""
    low, high = content[0::2].count(0), content[1::2].count(0)
    if len(content) % 2 or low + high < 2 or low == high:
        return ""
    encoding = "utf-16-le" if high > low else "utf-16-be"
    text = _strictly(content, encoding) or "\0"
    usual = sum(character.isprintable() or character in "\r\n\t" for character in text[:2000])
    return encoding if usual >= 0.98 * len(text[:2000]) and not CONTROL.search(text) else ""


def _eight_bit(content: bytes) -> tuple[str, str]:
    readings = {
        encoding: text for encoding in ("gb18030", "big5hkscs") if (text := _strictly(content, encoding)) is not None
    }
    ranked = sorted(((_ordinary(text, encoding), encoding) for encoding, text in readings.items()), reverse=True)
    plausible = [(share, encoding) for share, encoding in ranked if share >= PLAUSIBLE]
    if not plausible:
        raise Unreadable(
            _("The encoding cannot be told: it is neither UTF-8, UTF-16, GB 18030 nor Big5. Save it as UTF-8.")
        )
    best = plausible[0][1]
    if len(plausible) > 1 and plausible[0][0] - plausible[1][0] < AHEAD:
        guess = from_bytes(content, cp_isolation=["gb18030", "big5hkscs"]).best()
        if guess is None or guess.encoding != best:
            raise Unreadable(_("The encoding cannot be told: it may be GB 18030 or Big5. Save the file as UTF-8."))
    return readings[best], name_of(best)


def _ordinary(text: str, encoding: str) -> float:
    """Which share of the characters beyond ASCII belongs to the everyday half of the encoding's table: the 3,755 of
    GB 2312's first level, the 5,401 of Big5's, and Chinese punctuation."""
    beyond = [character for character in text if ord(character) > 127]
    return sum(_everyday(character, encoding) for character in beyond) / len(beyond) if beyond else 0.0


def _everyday(character: str, encoding: str) -> bool:
    if character in "，。、；：？！“”‘’（）《》【】—…·％①②③④⑤⑥":
        return True
    code = character.encode(encoding, "ignore")
    if len(code) != 2 or unicodedata.category(character) != "Lo":
        return False
    first, second = code
    return 0xB0 <= first <= 0xD7 and second >= 0xA1 if encoding == "gb18030" else 0xA4 <= first <= 0xC6
