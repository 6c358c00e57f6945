"""Hostile bytes to text, XML or the members of an archive; refused in one sentence where they are none."""

from quizzes.exchange.reading.archives import Archive, open_archive
from quizzes.exchange.reading.limits import Unreadable
from quizzes.exchange.reading.texts import Text, decode
from quizzes.exchange.reading.xml import parse

__all__ = ["Archive", "Text", "Unreadable", "decode", "open_archive", "parse"]
