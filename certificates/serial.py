"""The number of a certificate: 128 random bits that a person can type, and that tells where a typing error sits.

26 characters of Crockford's base 32 (no I, L, O, U) carry the bits; two more are the check characters of a Reed–Solomon
code of length 28 over GF(32), the field of the 32 characters themselves, built on x⁵ + x² + 1. For the characters
c₀ … c₂₇ a serial fulfils Σ cᵢ = 0 and Σ cᵢ·αⁱ = 0. Three characters must differ between two serials, hence:

- any one or two wrong characters are found, and any swap of two characters;
- one wrong character at place i by the value e leaves the sums e and e·αⁱ, whose quotient names the place;
- a swap of two neighbours leaves the first sum 0, and the few neighbours whose swap mends the second are named.

Printed in seven groups of four. Read with leniency: lower case, spaces and dashes of any kind, O for 0, I and L for 1,
full-width letters as a Chinese keyboard types them.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
VALUES = {character: value for value, character in enumerate(ALPHABET)}
BITS = 128
DATA = 26
LENGTH = 28
GROUP = 4
GROUPS = LENGTH // GROUP
_SEPARATORS = re.compile(r"[\s\-‐‑‒–—―−_.·・]+")
_ALIKE = str.maketrans("OIL", "011")


def _powers() -> tuple[int, ...]:
    """αⁱ for i in 0 … 30, where α is a root of x⁵ + x² + 1."""
    powers = [1]
    for _ in range(30):
        doubled = powers[-1] << 1
        powers.append(doubled ^ 0b100101 if doubled & 32 else doubled)
    return tuple(powers)


POWER = _powers()
LOG = {power: exponent for exponent, power in enumerate(POWER)}


def _times(a: int, b: int) -> int:
    return POWER[(LOG[a] + LOG[b]) % 31] if a and b else 0


def _sums(values: list[int]) -> tuple[int, int]:
    """Σ cᵢ and Σ cᵢ·αⁱ; both are 0 for a serial without error."""
    plain = weighted = 0
    for place, value in enumerate(values):
        plain ^= value
        weighted ^= _times(value, POWER[place])
    return plain, weighted


@dataclass(frozen=True)
class Misprint:
    """Why what was typed is no serial."""

    kind: str
    """"length", "character", "group" (one wrong character, place known), "swapped" or "several"."""
    groups: tuple[int, ...] = ()
    """The groups most likely mistyped, counted from 1; empty where that cannot be told."""
    typed: int = 0
    """How many characters were typed, separators aside."""


def new_serial(bits: Callable[[int], int] = secrets.randbits) -> str:
    """A serial of 28 characters. `bits(128)` gives the random number."""
    return encode(bits(BITS))


def encode(number: int) -> str:
    """The serial of a number below 2¹²⁸, check characters at its end."""
    if not 0 <= number < 1 << BITS:
        raise ValueError("A serial holds 128 bits.")
    data = [(number >> (5 * (DATA - 1 - place))) & 31 for place in range(DATA)]
    plain, weighted = _sums(data)
    # c₂₆ + c₂₇ = plain and c₂₆·α²⁶ + c₂₇·α²⁷ = weighted, solved for both.
    divisor = POWER[26] ^ POWER[27]
    last = _times(weighted ^ _times(plain, POWER[26]), POWER[(31 - LOG[divisor]) % 31])
    return "".join(ALPHABET[value] for value in [*data, plain ^ last, last])


def canonical(typed: str) -> str:
    """What was typed, without separators, in upper case, look-alikes replaced. Not checked."""
    return _SEPARATORS.sub("", unicodedata.normalize("NFKC", typed)).upper().translate(_ALIKE)


def grouped(serial: str) -> str:
    """As it is printed: XXXX-XXXX-XXXX-XXXX-XXXX-XXXX-XXXX."""
    return "-".join(serial[start : start + GROUP] for start in range(0, len(serial), GROUP))


def misprint(typed: str) -> Misprint | None:
    """What is wrong with what was typed, and in which group; None when the check characters agree."""
    text = canonical(typed)
    if len(text) != LENGTH:
        return Misprint("length", _odd_groups(typed), len(text))
    strange = [place for place, character in enumerate(text) if character not in VALUES]
    if strange:
        return Misprint("character", _groups(strange), len(text))
    values = [VALUES[character] for character in text]
    plain, weighted = _sums(values)
    if not plain and not weighted:
        return None if values[0] < 8 else Misprint("several", (), len(text))
    if plain and weighted:
        place = (LOG[weighted] - LOG[plain]) % 31
        if place < LENGTH:
            return Misprint("group", _groups([place]), len(text))
    swaps = [place for place in range(LENGTH - 1) if _mends(values, place)]
    if swaps:
        return Misprint("swapped", _groups([at for place in swaps for at in (place, place + 1)]), len(text))
    return Misprint("several", (), len(text))


def _mends(values: list[int], place: int) -> bool:
    swapped = [*values[:place], values[place + 1], values[place], *values[place + 2 :]]
    return _sums(swapped) == (0, 0)


def _groups(places: list[int]) -> tuple[int, ...]:
    return tuple(sorted({place // GROUP + 1 for place in places}))


def _odd_groups(typed: str) -> tuple[int, ...]:
    """Where the groups were typed apart: those that are not four long."""
    parts = [part for part in _SEPARATORS.split(unicodedata.normalize("NFKC", typed).strip()) if part]
    if len(parts) != GROUPS:
        return ()
    return tuple(number for number, part in enumerate(parts, 1) if len(part) != GROUP)
