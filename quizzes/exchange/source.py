"""A file as it came: its name, its bytes, and what those are when read as text, XML or an archive."""

from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _
from lxml import etree

from quizzes.exchange.reading.archives import Archive, open_archive
from quizzes.exchange.reading.limits import Unreadable
from quizzes.exchange.reading.texts import Text, decode
from quizzes.exchange.reading.xml import parse

HEAD = 8192
OLD_OFFICE = bytes.fromhex("D0CF11E0A1B11AE1")
"""The container of old Office files, and of new ones behind a password."""


@dataclass(frozen=True)
class Source:
    """What a format reads from. The properties raise `Unreadable` (a BadInput in words) for a file that is not what it
    is taken for; each is worked out once."""

    name: str
    content: bytes

    def __post_init__(self) -> None:
        """Unreadable for what no format reads, whatever its name says."""
        if self.content.startswith(OLD_OFFICE):
            raise Unreadable(
                _("This is an old .doc or .xls file, or a locked one. Save it as .docx or .xlsx, unlocked.")
            )

    @property
    def ending(self) -> str:
        """Such as ".xlsx", in small letters; "" without one."""
        _stem, dot, ending = self.name.rpartition(".")
        return f".{ending.lower()}" if dot else ""

    @property
    def is_archive(self) -> bool:
        return self.content.startswith(b"PK\x03\x04")

    @cached_property
    def head(self) -> str:
        """The first characters, for sniffing, in whatever encoding; "" for an archive."""
        if self.is_archive:
            return ""
        beginning = self.content[:HEAD]
        text = beginning.decode("utf-8-sig", "ignore" if len(self.content) > HEAD else "replace")
        plain = "\0" not in text and "\ufffd" not in text and len(text.encode()) > len(beginning) - 8
        if plain:
            return text
        try:
            return self.text.text[:HEAD]
        except Unreadable:
            return text

    @cached_property
    def text(self) -> Text:
        return decode(self.content)

    @cached_property
    def xml(self) -> etree._Element:
        return parse(self.content)

    @cached_property
    def archive(self) -> Archive:
        return open_archive(self.content)
