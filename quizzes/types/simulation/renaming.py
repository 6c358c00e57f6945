"""A device whose acts, fields and options are called otherwise and stand in another order, and acts on it: it behaves
as before. Pure.

Names come by list: "acts", "fields", and for each field that offers something "field ID", its options or the parts of
its photo. Screens and flags keep their names: no page says them.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from quizzes.types.simulation import machine
from quizzes.types.simulation.conditions import plain

Data = dict[str, Any]
Names = Mapping[str, Mapping[str, str]]
NONE: Mapping[str, str] = {}


def lists_of(body: Mapping[str, Any]) -> Iterator[tuple[str, list[Mapping[str, Any]]]]:
    """Everything that has a name, by list; one name may stand on several screens."""
    screens = body["screens"]
    yield "acts", [act for screen in screens for act in screen.get("acts", ())]
    fields = [block["field"] for screen in screens for block in screen.get("blocks", ()) if "field" in block]
    yield "fields", fields
    offers: dict[str, list[Mapping[str, Any]]] = {}
    for field in fields:
        offers.setdefault(_of_field(field["id"]), []).extend(machine.choices_of(field))
    yield from offers.items()


def device(body: Mapping[str, Any], names: Names) -> Data:
    """The body with these names."""
    return {**body, "screens": [_screen(screen, names) for screen in body["screens"]]}


def acts(rows: list[Any], names: Names) -> list[Any]:
    """What was done, in these names, and nothing of where it led. What has not the form of an act stays as it is."""
    return [_done(row, names) if isinstance(row, Mapping) else row for row in rows]


def _done(row: Mapping[str, Any], names: Names) -> Data:
    done = {name: row[name] for name in ("do", "with") if name in row}
    if "do" in done:
        done["do"] = _name(done["do"], names["acts"])
    if isinstance(done.get("with"), Mapping):
        filled = [_filled(name, value, names) for name, value in done["with"].items()]
        done["with"] = dict(sorted(filled, key=lambda pair: str(pair[0])))
    return done


def _filled(field: Any, value: Any, names: Names) -> tuple[Any, Any]:
    """A field with its value; the list of its options is known by the name that authors gave it, old or new."""
    renamed = _name(field, names["fields"])
    return renamed, _value(value, names.get(_of_field(field)) or names.get(_of_field(renamed), NONE))


def _value(value: Any, options: Mapping[str, str]) -> Any:
    """An option, or several; what was typed stays."""
    return sorted((_name(one, options) for one in value), key=str) if isinstance(value, list) else _name(value, options)


def _screen(screen: Mapping[str, Any], names: Names) -> Data:
    return {
        **screen,
        "blocks": [_block(block, names) for block in screen.get("blocks", ())],
        "acts": _in_no_order([_act(act, names) for act in screen.get("acts", ())]),
    }


def _act(act: Mapping[str, Any], names: Names) -> Data:
    return {**act, "id": _name(act["id"], names["acts"]), "ways": [_way(way, names) for way in act.get("ways", ())]}


def _in_no_order(rows: list[Data]) -> list[Data]:
    """By their new names, which say nothing, so that the order in which authors typed them is gone; what a screen shows
    as its main act, as devices do, stays first."""
    return sorted(rows, key=lambda row: (not row.get("main"), str(row["id"])))


def _way(way: Mapping[str, Any], names: Names) -> Data:
    return {**way, "when": [_condition(one, names) for one in way.get("when", ())]}


def _block(block: Mapping[str, Any], names: Names) -> Mapping[str, Any]:
    if "messages" in block:
        return {"messages": [_with_act(message, names) for message in block["messages"]]}
    if "photo" in block:
        covered = block["photo"].get("covered")
        photo = _photo(block["photo"], names.get(_of_field(covered), NONE))
        return {"photo": photo | ({"covered": _name(covered, names["fields"])} if covered else {})}
    return {"field": _field(block["field"], names)} if "field" in block else block


def _with_act(message: Mapping[str, Any], names: Names) -> Data:
    return {**message, "act": _name(message["act"], names["acts"])} if "act" in message else dict(message)


def _field(field: Mapping[str, Any], names: Names) -> Data:
    options = names.get(_of_field(field["id"]), NONE)
    renamed: Data = {**field, "id": _name(field["id"], names["fields"])}
    if "value" in field and options:
        renamed["value"] = _value(field["value"], options)
    if "options" in field:
        renamed["options"] = _in_no_order([{**one, "id": _name(one["id"], options)} for one in field["options"]])
    if "photo" in field:
        renamed["photo"] = _photo(field["photo"], options)
    return renamed


def _photo(photo: Mapping[str, Any], names: Mapping[str, str]) -> Data:
    """Parts that nothing can cover need no name."""
    parts = [{**part, "id": names.get(str(part.get("id")), "")} for part in photo["parts"]]
    return {**photo, "parts": parts}


def _condition(condition: Mapping[str, Any], names: Names) -> Data:
    renamed = dict(condition)
    for name in ("did", "before"):
        if name in renamed:
            renamed[name] = _name(renamed[name], names["acts"])
    for name in ("any", "not"):
        if name in renamed:
            renamed[name] = [_condition(one, names) for one in renamed[name]]
    if "field" in renamed:
        options = names.get(_of_field(renamed["field"]), NONE)
        renamed["field"] = _name(renamed["field"], names["fields"])
        return _of_options(renamed, options) if options else renamed
    return renamed


def _of_options(condition: Data, options: Mapping[str, str]) -> Data:
    """A condition on what was chosen; options are compared as the machine compares texts."""
    if "contains" in condition:
        part = plain(str(condition.pop("contains")))
        return condition | {"among": [new for old, new in options.items() if part in plain(old)]}
    alike = {plain(old): new for old, new in options.items()}
    for name in ("is", "among"):
        if name in condition:
            condition[name] = _alike(condition[name], alike)
    for name in ("has", "lacks"):
        if name in condition:
            condition[name] = _name(condition[name], options)
    return condition


def _alike(wanted: Any, alike: Mapping[str, str]) -> Any:
    if isinstance(wanted, list):
        return [_alike(one, alike) for one in wanted]
    return alike.get(plain(str(wanted)), wanted)


def _name(one: Any, names: Mapping[str, str]) -> Any:
    return names.get(str(one), one) if isinstance(one, str | int) else one


def _of_field(field_id: Any) -> str:
    return f"field {field_id}"
