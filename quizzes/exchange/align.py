"""The same content under other identifiers: files name options by letters, the bank by what it once gave them."""

import json
import re
from collections.abc import Callable, Mapping
from itertools import count
from typing import Any

Data = dict[str, Any]
Content = tuple[Data, Data, Data]
Names = Mapping[str, str]
LISTS = ("options", "areas", "prompts", "choices", "gaps")
GAP = re.compile(r"\{\{([^{}]+)\}\}")


def same(one: Content, other: Content) -> bool:
    """Whether two contents of one kind say the same but for their identifiers."""
    return _text(standard(one)) == _text(standard(other))


def standard(content: Content) -> Content:
    """With identifiers by place; the choices of a matching stand in the order of their texts, the lines of an ordering
    in the right one, since they are shown shuffled."""
    body, key, feedback = content
    if key.get("order") and body.get("options"):
        places = {id: place for place, id in enumerate(key["order"])}
        body = body | {"options": sorted(body["options"], key=lambda option: places.get(option["id"], 0))}
    if "choices" in body:
        body = body | {"choices": sorted(body["choices"], key=lambda choice: str(choice.get("text")))}
    return _renamed((body, key, feedback), lambda rows: {row["id"]: str(place) for place, row in enumerate(rows)})


def under_names_of(new: Content, old: Content) -> Content:
    """The new content with the old identifiers wherever the same text stands there already."""
    body, key, feedback = new
    told: dict[str, Any] = {name: old[0].get(name, []) for name in LISTS} | {"rubric": old[1].get("rubric", [])}
    known = [row for rows in told.values() for row in rows if isinstance(row, dict)]
    known += [option for gap in told["gaps"] for option in gap.get("options", [])]
    by_text: dict[str, list[str]] = {}
    for row in known:
        by_text.setdefault(_said(row), []).append(str(row["id"]))
    for name in ("choices", "options") if "order" in key else ("choices",):
        order = [_said(row) for row in told[name]]
        if body.get(name) and {_said(row) for row in body[name]} == set(order):
            body = body | {name: sorted(body[name], key=lambda row: order.index(_said(row)))}

    def names(rows: list[Data]) -> dict[str, str]:
        left = {text: list(ids) for text, ids in by_text.items()}
        kept = {row["id"]: left[_said(row)].pop(0) for row in rows if left.get(_said(row))}
        free = (id for place in count(1) if (id := f"n{place}") not in kept.values())
        return {
            row["id"]: kept.get(row["id"]) or (row["id"] if row["id"] not in kept.values() else next(free))
            for row in rows
        }

    return _renamed((body, key, feedback), names)


def _said(row: Data) -> str:
    """What a row is recognised by: its words; a gap, which has none, by its identifier."""
    return str(row.get("html") or row.get("text") or f"\0{row.get('id')}")


def _text(content: Content) -> str:
    return json.dumps(content, ensure_ascii=False, sort_keys=True)


def _renamed(content: Content, names: Callable[[list[Data]], dict[str, str]]) -> Content:
    body, key, feedback = (dict(part) for part in content)
    maps = {name: names(body[name]) for name in LISTS if body.get(name)}
    for name, new in maps.items():
        body[name] = [row | {"id": new[row["id"]]} for row in body[name]]
    options = maps.get("options") or maps.get("areas") or maps.get("prompts") or {}
    if "gaps" in maps:
        _rename_gaps(body, key, maps["gaps"], names)
    if "prompts" in maps:
        _rename_pairs(key, maps["prompts"], maps.get("choices", {}))
    else:
        key = renamed_key(key, options)
    if key.get("rubric"):
        new = names(key["rubric"])
        key["rubric"] = [row | {"id": new[row["id"]]} for row in key["rubric"]]
    if feedback.get("options"):
        feedback["options"] = {options.get(id, id): text for id, text in feedback["options"].items()}
    return body, key, feedback


def renamed_key(key: Data, names: Names) -> Data:
    """The key of a kind with options under other names; right ones of several in the order of the options."""
    key = dict(key)
    if isinstance(key.get("correct"), str):
        key["correct"] = names.get(key["correct"], key["correct"])
    elif "correct" in key:
        order = list(names.values())
        renamed = [names.get(id, id) for id in key["correct"]]
        key["correct"] = sorted(renamed, key=lambda id: order.index(id) if id in order else len(order))
    if "order" in key:
        key["order"] = [names.get(id, id) for id in key["order"]]
    if key.get("weights"):
        key["weights"] = {names.get(id, id): weight for id, weight in key["weights"].items()}
    if isinstance(key.get("feedback"), dict):
        key["feedback"] = {names.get(id, id): text for id, text in key["feedback"].items()}
    return key


def _rename_pairs(key: Data, prompts: Names, choices: Names) -> None:
    pairs = key.get("pairs") or {}
    key["pairs"] = {prompts.get(one, one): choices.get(other, other) for one, other in pairs.items()}
    if key.get("weights"):
        key["weights"] = {
            prompts.get(one, one): {choices.get(other, other): weight for other, weight in row.items()}
            for one, row in key["weights"].items()
        }


def _rename_gaps(body: Data, key: Data, gaps: Names, names: Callable[[list[Data]], dict[str, str]]) -> None:
    for field in ("stem", "html", "text"):
        if field in body:
            body[field] = GAP.sub(lambda found: "{{" + gaps.get(found[1], found[1]) + "}}", body[field])
    keys = {gaps.get(id, id): dict(one) for id, one in (key.get("gaps") or {}).items()}
    rows = []
    for gap in body["gaps"]:
        if gap.get("options"):
            inner = names(gap["options"])
            gap = gap | {"options": [row | {"id": inner[row["id"]]} for row in gap["options"]]}
            if gap["id"] in keys:
                keys[gap["id"]] = renamed_key(keys[gap["id"]], inner)
        rows.append(gap)
    body["gaps"], key["gaps"] = rows, keys
