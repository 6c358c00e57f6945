"""Areas that reach beyond their picture: the part of them that can be seen."""

from math import cos, pi, sin
from typing import Any

CORNERS = 24
"""A circle that the edge of the picture cuts is drawn with so many corners."""


def clipped(area: dict[str, Any], size: tuple[int, int]) -> dict[str, Any]:
    """The same area inside the picture; unchanged where it lies inside."""
    shape, coords = str(area["shape"]), list(area["coords"])
    if shape == "circle":
        x, y, radius = coords
        inside = radius <= x <= size[0] - radius and radius <= y <= size[1] - radius
        if inside:
            return area
        turns = [2 * pi * corner / CORNERS for corner in range(CORNERS)]
        shape, coords = "poly", [round(c) for turn in turns for c in (x + radius * cos(turn), y + radius * sin(turn))]
    kept = [min(max(number, 0), size[place % 2]) for place, number in enumerate(coords)]
    return area | {"shape": shape, "coords": kept}
