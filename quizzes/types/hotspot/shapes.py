"""Areas of a picture, in its own pixels: rect is left, top, right, bottom; circle is centre and radius; poly is x, y of
each corner. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

SHAPES = {"rect": (4, 4), "circle": (3, 3), "poly": (6, 60)}
"""How many numbers each takes, at least and at most."""
LEAST_SIDE = 4


def reason(shape: Any, coords: Any, width: int, height: int) -> str:
    """What is wrong, as a code: "shape", "coords", "outside", "small"; "" for nothing."""
    if shape not in SHAPES:
        return "shape"
    if not is_drawn(shape, coords):
        return "coords"
    left, top, right, bottom = box(shape, coords)
    if left < 0 or top < 0 or right > width or bottom > height:
        return "outside"
    return "small" if right - left < LEAST_SIDE or bottom - top < LEAST_SIDE else ""


def is_drawn(shape: Any, coords: Any) -> bool:
    """Whether the numbers make up the shape."""
    fewest, most = SHAPES.get(shape, (1, 0))
    whole = isinstance(coords, list) and all(isinstance(one, int) and not isinstance(one, bool) for one in coords)
    return whole and fewest <= len(coords) <= most and not (shape == "poly" and len(coords) % 2)


def box(shape: str, coords: Sequence[int]) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of what the area covers."""
    if shape == "circle":
        x, y, radius = coords
        return x - radius, y - radius, x + radius, y + radius
    xs, ys = coords[0::2], coords[1::2]
    return (xs[0], ys[0], xs[1], ys[1]) if shape == "rect" else (min(xs), min(ys), max(xs), max(ys))


def reading_order(area: Mapping[str, Any]) -> tuple[int, int]:
    """By which areas are numbered: from the top, then from the left. The order in which they were drawn would often
    tell the right one."""
    left, top, _right, _bottom = box(str(area["shape"]), area["coords"])
    return top, left


def drawn(area: Mapping[str, Any], number: int, size: float) -> dict[str, Any]:
    """The area as the template draws it; `size` is the radius of the disc with its number, kept inside the picture's
    edge as far as the area is."""
    shape, coords = str(area["shape"]), list(area["coords"])
    left, top, right, bottom = box(shape, coords)
    return {
        "id": str(area["id"]),
        "number": number,
        "text": area["text"],
        "shape": shape,
        "left": left,
        "top": top,
        "width": right - left,
        "height": bottom - top,
        "coords": coords,
        "points": " ".join(f"{x},{y}" for x, y in zip(coords[0::2], coords[1::2], strict=False)),
        "disc_x": round(left + size, 1),
        "disc_y": round(top + size, 1),
        "text_y": round(top + size * 1.42, 1),
    }
