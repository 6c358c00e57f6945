"""Levels, difficulties and states in words. Nothing here touches the database."""

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

LEVELS: list[tuple[int, str | Promise]] = [
    (1, pgettext_lazy("level", "L1 Beginning")),
    (2, pgettext_lazy("level", "L2 Basic")),
    (3, pgettext_lazy("level", "L3 Skilled")),
    (4, pgettext_lazy("level", "L4 Leading")),
]
BANDS: list[tuple[float, str | Promise]] = [
    (-1.5, pgettext_lazy("difficulty", "Very easy")),
    (-0.75, pgettext_lazy("difficulty", "Easy")),
    (0.0, pgettext_lazy("difficulty", "Medium")),
    (0.75, pgettext_lazy("difficulty", "Hard")),
    (1.5, pgettext_lazy("difficulty", "Very hard")),
]
STATES: dict[str, str | Promise] = {
    "draft": pgettext_lazy("state of an item", "Draft"),
    "review": pgettext_lazy("state of an item", "In review"),
    "returned": pgettext_lazy("state of an item", "Given back"),
    "checked": pgettext_lazy("state of an item", "Checked, to be published"),
    "published": pgettext_lazy("state of an item", "Published"),
    "changed": pgettext_lazy("state of an item", "Published, with changes"),
    "retired": pgettext_lazy("state of an item", "Retired"),
}


def nearest_band(band: float) -> float:
    """The difficulty among those with a word that lies next to this one."""
    return min((value for value, _word in BANDS), key=lambda value: abs(value - band))


def band_word(band: float) -> str:
    return str(dict(BANDS)[nearest_band(band)])


def level_word(level: int) -> str:
    return str(dict(LEVELS).get(level, level))
