"""What a document gives: the blocks of a lesson, its pictures, and what could not be taken over."""

from dataclasses import dataclass

from courses.files.plan import Block


@dataclass(frozen=True)
class Lost:
    """Something that the lesson has not, or has otherwise: where it stood, and what became of it."""

    place: str
    reason: str


@dataclass(frozen=True)
class Picture:
    """A picture of the document: `member` is its place in the file, `alt` what the document says it shows, or ""."""

    number: int
    member: str
    alt: str


@dataclass(frozen=True)
class Drafted:
    """`blocks` as in a StreamField, an image block's "image" being the number of its picture."""

    title: str
    minutes: int
    blocks: list[Block]
    pictures: list[Picture]
    lost: list[Lost]


def place_of(heading: str, text: str) -> str:
    """How a person finds it again: the heading above, and the first words."""
    parts = [heading[:30], f"“{_short(text)}”" if text.strip() else ""]
    return " › ".join(part for part in parts if part)


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= 20 else f"{words[:20]}…"
