"""When two short texts say the same."""

import unicodedata

KEPT = set("#%&*@/\\_-+")
"""Signs that mean something although Unicode calls some of them punctuation: C#, 50%, -5."""
BETWEEN_DIGITS = set(".,:")


def same(text: str, *, case: bool = False) -> str:
    """The text in the form in which it is compared: full-width letters and digits as half-width ones, without
    punctuation but inside of numbers, without blanks beside Chinese characters, small letters unless `case` counts. A
    text of nothing but punctuation stays."""
    wide = unicodedata.normalize("NFKC", text)
    folded = wide if case else unicodedata.normalize("NFKC", wide.casefold())
    words = " ".join("".join(_signs(folded)).split())
    joined = "".join(sign for place, sign in enumerate(words) if sign != " " or _parts(words, place))
    return joined or "".join(folded.split())


def _signs(text: str) -> list[str]:
    kept = []
    for place, sign in enumerate(text):
        if (
            not unicodedata.category(sign).startswith("P")
            or sign in KEPT
            or (sign in BETWEEN_DIGITS and text[place - 1 : place].isdigit() and text[place + 1 : place + 2].isdigit())
        ):
            kept.append(sign)
    return kept


def _parts(words: str, place: int) -> bool:
    """Whether a blank stands between two words of letters."""
    return words[place - 1].isascii() and words[place + 1].isascii()


def fits(text: str, pattern: str, *, case: bool = False) -> bool:
    r"""Whether the text is the pattern, in which `*` stands for anything and `\*` for itself. Linear in time."""
    parts = [same(part, case=case) if part.strip() else "" for part in _literals(pattern)]
    said = same(text, case=case)
    if len(parts) == 1:
        return said == parts[0]
    first, *middle, last = parts
    if len(said) < len(first) + len(last) or not said.startswith(first) or not said.endswith(last):
        return False
    at, end = len(first), len(said) - len(last)
    for part in middle:
        found = said.find(part, at, end)
        if found < 0:
            return False
        at = found + len(part)
    return True


def _literals(pattern: str) -> list[str]:
    guarded = pattern.replace("\\*", "\0")
    return [part.replace("\0", "*") for part in guarded.split("*")]
