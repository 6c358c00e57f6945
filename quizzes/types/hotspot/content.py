"""Areas of a picture are right: its words."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from quizzes.types import options
from quizzes.types.hotspot.scoring import RULES
from quizzes.types.hotspot.shapes import is_drawn, reading_order, reason
from quizzes.types.problems import KEY, Problem
from quizzes.types.stems import canonical_feedback, canonical_stem, notes_of, plain, stem_problems

LABEL = pgettext_lazy("item", "Places in a picture")
PLACE = 60
FIELDS = {"picture": True, "areas": True, "most": False}
Data = dict[str, Any]
MOST_AREAS = 12
REASONS = {
    "shape": gettext_lazy("an area is a rectangle, a circle or a polygon."),
    "coords": gettext_lazy("area %(number)d: its numbers do not make up the shape."),
    "outside": gettext_lazy("area %(number)d reaches beyond the picture."),
    "small": gettext_lazy("area %(number)d is too small to be found."),
}


def canonical(body: Data, key: Data, feedback: Data) -> tuple[Data, Data, Data]:
    """Areas from the top to the bottom of the picture, right ones in the same order."""
    areas = body.get("areas")
    rows = [_area(row) for row in areas if isinstance(row, dict)] if isinstance(areas, list) else []
    if all(is_drawn(row["shape"], row["coords"]) for row in rows):
        rows.sort(key=reading_order)
    ids = options.ids_of(rows)
    key = {name: value for name, value in key.items() if value not in (None, "", {})}
    if isinstance(key.get("correct"), list):
        key["correct"] = sorted(key["correct"], key=lambda id: ids.index(id) if id in ids else len(ids))
    picture = body.get("picture")
    shown = {"picture": _picture(picture) if isinstance(picture, dict) else {}, "areas": rows}
    most = {"most": body["most"]} if body.get("most") else {}
    return canonical_stem(body) | shown | most, key, canonical_feedback(feedback)


def _picture(picture: Data) -> Data:
    sides = {name: picture.get(name) for name in ("width", "height")}
    return {"uuid": plain(picture.get("uuid")), **sides, "alt": plain(picture.get("alt"))}


def _area(row: Data) -> Data:
    coords = row.get("coords")
    return {
        "id": plain(row.get("id")),
        "text": plain(row.get("text")),
        "shape": plain(row.get("shape")) or "rect",
        "coords": list(coords) if isinstance(coords, list | tuple) else [],
    }


def problems(body: Data, key: Data, feedback: Data) -> list[Problem]:
    return [
        *stem_problems(body),
        *(Problem("picture", reason) for reason in _picture_reasons(body["picture"])),
        *options.option_problems(body["areas"], "areas"),
        *(Problem("areas", reason) for reason in _area_reasons(body)),
        *(Problem(KEY, reason) for reason in _key_reasons(body, key)),
        *options.rule_problems(key, RULES),
        *options.feedback_problems(feedback, body["areas"]),
    ]


def _picture_reasons(picture: Data) -> list[str]:
    reasons = []
    try:
        UUID(picture.get("uuid", ""))
    except ValueError:
        reasons.append(_("upload a picture."))
    if not all(_is_whole(picture.get(side)) and picture[side] > 0 for side in ("width", "height")):
        reasons.append(_("its width and height are missing."))
    if not picture.get("alt"):
        reasons.append(_("describe the picture for those who cannot see it, without giving the answer away."))
    return reasons


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _area_reasons(body: Data) -> list[str]:
    if len(body["areas"]) > MOST_AREAS:
        return [_("there may be %(most)d areas at most.") % {"most": MOST_AREAS}]
    width, height = body["picture"].get("width"), body["picture"].get("height")
    if not _is_whole(width) or not _is_whole(height):
        return []
    found = [
        (number, reason(area["shape"], area["coords"], width, height)) for number, area in enumerate(body["areas"], 1)
    ]
    return [str(REASONS[code]) % {"number": number} for number, code in found if code]


def _key_reasons(body: Data, key: Data) -> list[str]:
    ids, correct, most = options.ids_of(body["areas"]), key.get("correct"), body.get("most")
    if not isinstance(correct, list) or not correct:
        return [_("mark at least one area as right.")]
    if any(id not in ids for id in correct) or len(set(map(str, correct))) != len(correct):
        return [_("names an area that is not there, or names one twice.")]
    reasons = [_("at least one area must be wrong.")] if len(correct) == len(ids) else []
    if most is not None and (not _is_whole(most) or not 1 <= most <= len(ids)):
        reasons.append(_("the number of areas that may be marked is a whole number."))
    elif most is not None and len(correct) > most:
        reasons.append(_("more areas are right than may be marked."))
    return reasons


def describe(body: Mapping[str, Any], payload: Mapping[str, Any]) -> list[str]:
    chosen = payload["choices"]
    return [f"{number}. {area['text']}" for number, area in enumerate(body["areas"], 1) if area["id"] in chosen]


def notes(feedback: Mapping[str, Any], payload: Mapping[str, Any]) -> list[str]:
    return notes_of(feedback, payload.get("choices", []))


def preview(body: Data, key: Data, feedback: Data) -> Data:
    correct = key.get("correct")
    return {
        "options": options.marked({"options": body["areas"]}, feedback, correct if isinstance(correct, list) else [])
    }
