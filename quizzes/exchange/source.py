"""A file as it came: its name, its bytes, and what those are when read as text, XML or an archive."""

from dataclasses import dataclass
from functools import cached_property

from lxml import etree

from quizzes.exchange.reading.archives import Archive, open_archive
from quizzes.exchange.reading.texts import Text, decode
from quizzes.exchange.reading.xml import parse

HEAD = 8192


@dataclass(frozen=True)
class Source:
    """What a format reads from. The properties raise `Unreadable` (a BadInput in words) for a file that is not what it
    is taken for; each is worked out once."""

    name: str
    content: bytes

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
        """The first characters, for sniffing: "" for an archive, undecodable bytes replaced by U+FFFD."""
        if self.is_archive:
            return ""
        for mark, encoding in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"), (b"\xef\xbb\xbf", "utf-8")):
            if self.content.startswith(mark):
                return self.content[len(mark) : HEAD].decode(encoding, "replace")
        return self.content[:HEAD].decode("utf-8", "replace")

    @cached_property
    def text(self) -> Text:
        return decode(self.content)

    @cached_property
    def xml(self) -> etree._Element:
        return parse(self.content)

    @cached_property
    def archive(self) -> Archive:
        return open_archive(self.content)
