"""What an item says, for finding it and for finding its like. Nothing here touches the database."""

import hashlib
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

TEXTS = ("stem", "text")
LENGTH = 3
BANDS, ROWS = 12, 2
ALIKE = 0.7
"""From this share of common runs of characters on two items count as the same question. With twelve bands of two, a
pair this much alike shares a band in more than 999 of 1,000 cases."""
SIZE = 8
LARGEST = 2**63


def texts_of(body: Any) -> Iterator[str]:
    """Every text that a learner reads, in the body's order; HTML has its plain text beside it."""
    if isinstance(body, Mapping):
        for name, value in body.items():
            if name in TEXTS and isinstance(value, str):
                yield value
            elif name != "html":
                yield from texts_of(value)
    elif isinstance(body, list):
        for value in body:
            yield from texts_of(value)


def folded(text: str) -> str:
    """As it is compared in searching: full width and capitals make no difference."""
    return unicodedata.normalize("NFKC", text).lower()


def searchable(slug: str, body: Mapping[str, Any], source: str) -> str:
    """What the editors' list is searched by: short name, question, options, source; neither key nor explanation."""
    return folded("\n".join(filter(None, [slug, *texts_of(body), source])))


def words_of(query: str) -> list[str]:
    """The words of a search, each of which must be there; two characters do."""
    return folded(query).split()[:10]


def shingles(body: Mapping[str, Any]) -> frozenset[str]:
    """Runs of three characters of the question and of each option, whatever the options' order; spaces and marks are
    left out."""
    found: set[str] = set()
    for text in texts_of(body):
        bare = "".join(sign for sign in folded(text) if unicodedata.category(sign)[0] in "LN")
        found.update(bare[start : start + LENGTH] for start in range(max(1, len(bare) - LENGTH + 1)) if bare)
    return frozenset(found)


def prints(body: Mapping[str, Any]) -> list[int]:
    """Twelve numbers; items that are much alike have one of them in common (MinHash in bands)."""
    hashes = [_hash(one) for one in shingles(body)]
    if not hashes:
        return []
    least = [min(value ^ mask for value in hashes) for mask in MASKS]
    bands = [least[start : start + ROWS] for start in range(0, len(least), ROWS)]
    return [_hash(f"{number} {band}") % LARGEST for number, band in enumerate(bands)]


def likeness(one: Mapping[str, Any], other: Mapping[str, Any]) -> float:
    """The share of runs that two bodies have in common, 0 to 1."""
    left, right = shingles(one), shingles(other)
    return len(left & right) / len(left | right) if left and right else 0.0


def _hash(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=SIZE).digest())


MASKS = [_hash(f"mask {number}") for number in range(BANDS * ROWS)]
