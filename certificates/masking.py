"""How a name is shown to strangers: enough for somebody who knows the person, too little for anybody else."""

from __future__ import annotations

import re

_CHARACTER = re.compile(r".[\uFE00-\uFE0F\U000E0100-\U000E01EF]*", re.DOTALL)
"""One character with its variation selectors."""
_DOTS = re.compile(r"([·•‧・])")


def masked(name: str) -> str:
    """张三 → 张*, 张小三 → 张*三, 欧阳小三 → 欧**三, 阿卜杜拉·买买提 → 阿***·买**.

    Of a name without a dot the first and the last of three or more characters stay. Of a name in parts the first
    character of each part stays, since there the last part alone would often say who it is.
    """
    pieces = _DOTS.split(name)
    if len(pieces) > 1:
        return "".join(piece if _DOTS.fullmatch(piece) else _first(piece) for piece in pieces)
    characters = _CHARACTER.findall(name)
    if len(characters) < 3:
        return _first(name) if len(characters) == 2 else "*" * len(characters)
    return characters[0] + "*" * (len(characters) - 2) + characters[-1]


def _first(part: str) -> str:
    characters = _CHARACTER.findall(part)
    return characters[0] + "*" * (len(characters) - 1) if characters else ""
