"""The screen as a page draws it, so that the template needs neither to look up nor to calculate."""

from collections.abc import Mapping
from typing import Any

from quizzes.types.simulation import machine
from quizzes.types.simulation.state import State, Value

Data = dict[str, Any]


def shown_screen(body: Mapping[str, Any], state: State, given: Mapping[str, Value]) -> Data:
    """`given` is what a form held that could not be stored."""
    screen = machine.screen_of(body, state)
    acts = screen.get("acts", ())
    named = {message.get("act") for block in screen.get("blocks", ()) for message in block.get("messages", ())}
    return {
        "id": screen["id"],
        "look": screen.get("look", "platform"),
        "title": screen["title"],
        "end": bool(screen.get("end")) and not acts,
        "blocks": [_block(block, acts, state, given) for block in screen.get("blocks", ())],
        "acts": [_act(act) for act in acts if act["id"] not in named],
    }


def _act(act: Mapping[str, Any]) -> Data:
    return {"go": f"act:{act['id']}", "text": act["text"], "main": bool(act.get("main"))}


def _block(block: Mapping[str, Any], acts: Any, state: State, given: Mapping[str, Value]) -> Data:
    kind = next(iter(block))
    if kind == "messages":
        by_id = {act["id"]: _act(act) for act in acts}
        return {"kind": kind, "messages": [{**one, "open": by_id.get(one.get("act"))} for one in block[kind]]}
    if kind == "photo":
        covered = state.fields.get(str(block[kind].get("covered")), [])
        return {"kind": kind, "photo": _photo(block[kind], covered)}
    if kind == "field":
        return {"kind": kind, "field": _field(block[kind], state, given)}
    return {"kind": kind, kind: block[kind]}


def _field(one: Mapping[str, Any], state: State, given: Mapping[str, Value]) -> Data:
    value = given.get(str(one["id"]), machine.value_of(state, one))
    kind = one.get("input", "text")
    field = {
        "name": f"field-{one['id']}",
        "label": one["label"],
        "help": one.get("help", ""),
        "input": kind,
        "value": value,
        "longest": machine.longest_of(one),
        "options": [
            {"id": option["id"], "text": option.get("text") or option["label"], "chosen": _has(value, option["id"])}
            for option in _labelled(one)
        ],
    }
    return field | ({"photo": _photo(one["photo"], value)} if kind == "mask" else {})


def _labelled(one: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Options, or the parts of a photo by their labels, as the photo is read from its top; what is written on a part is
    not read out."""
    if one.get("input") != "mask":
        return list(machine.choices_of(one))
    parts = sorted(machine.choices_of(one), key=lambda part: (part["box"][1], part["box"][0]))
    return [{"id": part["id"], "text": part.get("label") or part.get("text", "")} for part in parts]


def _has(value: Value, option: Any) -> bool:
    return str(option) in value if isinstance(value, list) else value == str(option)


def _photo(photo: Mapping[str, Any], covered: Any) -> Data:
    """A drawing in the units of its own width and height; the text of a part is fitted into its box."""
    parts = []
    for part in photo["parts"]:
        left, top, width, height = part["box"]
        text = "" if part.get("id") in covered else str(part.get("text", ""))
        size = min(height * 0.62, width * 0.94 / max(_width(text), 1))
        parts.append(
            {
                "id": part.get("id", ""),
                "left": left,
                "top": top,
                "width": width,
                "height": height,
                "tone": part.get("tone", "plain"),
                "text": text,
                "size": round(size, 1),
                "x": round(left + width * 0.03, 1),
                "y": round(top + height / 2 + size * 0.36, 1),
                "covered": bool(part.get("id")) and part.get("id") in covered,
            }
        )
    return {"width": photo["width"], "height": photo["height"], "alt": photo["alt"], "parts": parts}


def _width(text: str) -> float:
    """In ems: a Chinese character is one, a Latin one about half."""
    return sum(1 if ord(one) > 0x2E7F else 0.56 for one in text)
