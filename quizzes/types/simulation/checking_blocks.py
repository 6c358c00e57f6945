"""What is wrong with the blocks of a screen. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any

from quizzes.types.simulation.fault import ID, Fault, maps, twice, unknown

INPUTS = ("text", "long", "date", "number", "choice", "checks", "mask")
BLOCKS = ("heading", "text", "table", "messages", "photo", "field")
FIELD = {"id", "label", "input", "options", "value", "longest", "help", "photo"}


def fields_in(blocks: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The fields among them, as far as they are any."""
    return [block["field"] for block in blocks if isinstance(block.get("field"), Mapping)]


def block_faults(where: str, block: Mapping[str, Any], acts: set[str]) -> Iterator[Fault]:
    kinds = [name for name in BLOCKS if name in block]
    if len(kinds) != 1 or len(block) != 1:
        yield Fault("block", where, ", ".join(map(str, block)))
        return
    name, value = kinds[0], block[kinds[0]]
    if name in ("heading", "text"):
        if not isinstance(value, str) or not value:
            yield Fault("missing", f"{where}.{name}")
    elif name == "messages":
        if not maps(value):
            yield Fault("missing", f"{where}.messages")
        for message in maps(value):
            yield from unknown(f"{where}.messages", message, {"from", "text", "at", "act", "unread"})
            if not message.get("from") or not message.get("text"):
                yield Fault("message", f"{where}.messages")
            if not isinstance(message.get("at", ""), str):
                yield Fault("quotes", f"{where}.messages", str(message["at"]))
            if message.get("act") is not None and str(message["act"]) not in acts:
                yield Fault("no_act", f"{where}.messages", str(message["act"]))
    elif not isinstance(value, Mapping):
        yield Fault("missing", f"{where}.{name}")
    elif name == "table":
        yield from _table(f"{where}.table", value)
    elif name == "photo":
        yield from _photo(f"{where}.photo", value)
    else:
        yield from _field(f"{where}.field", value)


def _table(where: str, table: Mapping[str, Any]) -> Iterator[Fault]:
    yield from unknown(where, table, {"caption", "head", "rows"})
    head, rows = table.get("head"), table.get("rows")
    if not isinstance(head, list) or not head or not isinstance(rows, list) or not rows:
        yield Fault("table", where)
    elif any(not isinstance(row, list) or len(row) != len(head) for row in rows):
        yield Fault("ragged", where, str(len(head)))


def _photo(where: str, photo: Mapping[str, Any]) -> Iterator[Fault]:
    yield from unknown(where, photo, {"width", "height", "alt", "parts", "covered"})
    if not all(isinstance(photo.get(side), int) and 40 <= photo[side] <= 2000 for side in ("width", "height")):
        yield Fault("size", where)
    if not photo.get("alt"):
        yield Fault("missing", f"{where}.alt")
    parts = maps(photo.get("parts"))
    if not parts:
        yield Fault("missing", f"{where}.parts")
    for part in parts:
        yield from unknown(f"{where}.parts", part, {"id", "label", "text", "box", "tone"})
        box = part.get("box")
        if not isinstance(box, list) or len(box) != 4 or not all(isinstance(n, int) and n >= 0 for n in box):
            yield Fault("box", f"{where}.parts", str(part.get("id") or part.get("text") or ""))
    yield from twice(f"{where}.parts", [part["id"] for part in parts if part.get("id")])


def _field(where: str, one: Mapping[str, Any]) -> Iterator[Fault]:
    yield from unknown(where, one, FIELD)
    if not ID.fullmatch(str(one.get("id") or "")):
        yield Fault("id", where, str(one.get("id") or ""))
    if not one.get("label"):
        yield Fault("missing", f"{where}.label")
    kind = one.get("input", "text")
    if kind not in INPUTS:
        yield Fault("input", where, str(kind))
    elif kind == "mask":
        if not isinstance(one.get("photo"), Mapping) or not any(
            part.get("id") for part in maps(one["photo"].get("parts"))
        ):
            yield Fault("mask", where)
        else:
            yield from _photo(f"{where}.photo", one["photo"])
    elif kind in ("choice", "checks"):
        options = maps(one.get("options"))
        if len(options) < 2 or any(not option.get("text") for option in options):
            yield Fault("options", where)
        yield from twice(f"{where}.options", [option.get("id") for option in options])
