"""Wildcards as the regular expressions of QTI's patternMatch, and back."""

import re

SPECIAL = set("\\.|?*+(){}[]^$-")
_TOKEN = re.compile(r"\.\*|\[(.)(.)\]|\\(.)|([^\\.|?*+(){}\[\]^$])", re.DOTALL)


def to_regex(pattern: str, *, case: bool) -> str:
    r"""`*` is anything, `\*` a star; letters in both forms unless the case counts."""
    made, at = [], 0
    while at < len(pattern):
        sign = pattern[at]
        if sign == "*":
            made.append(".*")
        else:
            if sign == "\\" and at + 1 < len(pattern) and pattern[at + 1] in "*\\":
                at += 1
                sign = pattern[at]
            made.append(_one(sign, case))
        at += 1
    return "".join(made)


def _one(sign: str, case: bool) -> str:
    lower, upper = sign.lower(), sign.upper()
    if not case and lower != upper and len(lower) == len(upper) == 1:
        return f"[{upper}{lower}]"
    return f"\\{sign}" if sign in SPECIAL else sign


def from_regex(pattern: str) -> tuple[str, bool] | None:
    """The wildcards and whether the case counts; None for any other regular expression."""
    made, at = [], 0
    folded = kept = False
    while at < len(pattern):
        found = _TOKEN.match(pattern, at)
        if found is None:
            return None
        both, escaped, plain = found[1] and found[2], found[3], found[4]
        if found[0] == ".*":
            made.append("*")
        elif both:
            if found[1] == found[2] or found[1].lower() != found[2].lower():
                return None
            folded = True
            made.append(found[2])
        elif escaped is not None:
            if escaped not in SPECIAL:
                return None
            made.append(f"\\{escaped}" if escaped in "*\\" else escaped)
        else:
            kept = kept or plain.lower() != plain.upper()
            made.append(plain)
        at = found.end()
    return None if folded and kept else ("".join(made), not folded)
