"""The number on a printed form: eight characters that no hand mistakes for another, and two check characters.

Digits and letters without I, L, O and U (Crockford's base 32); the check is ISO 7064 MOD 97-10 over their values, which
finds every single wrong character and every swap of two neighbours.
"""

import random

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LOOKALIKES = str.maketrans("OIL", "011")
LENGTH = 8


def make(rng: random.Random) -> str:
    """A new number: ten characters."""
    body = "".join(rng.choice(ALPHABET) for _ in range(LENGTH))
    return body + _check(body)


def read(text: str) -> str | None:
    """The number as it is stored, from what a person typed or a scanner read; None where the check fails."""
    found = "".join(text.upper().split()).replace("-", "").translate(LOOKALIKES)
    if len(found) != LENGTH + 2 or any(one not in ALPHABET for one in found):
        return None
    return found if _check(found[:LENGTH]) == found[LENGTH:] else None


def grouped(code: str) -> str:
    """As it is printed: 7K2M-9Q4D-41."""
    return "-".join((code[:4], code[4:8], code[8:]))


def _check(body: str) -> str:
    value = 0
    for one in body:
        value = value * 32 + ALPHABET.index(one)
    return f"{98 - value * 100 % 97:02d}"
