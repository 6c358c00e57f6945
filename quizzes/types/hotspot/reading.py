"""Areas of a picture: the form. The list below the picture is the control; the areas in it are labels of its boxes."""

from collections.abc import Mapping
from typing import Any

from django.core.files.storage import default_storage
from django.http import QueryDict
from django.utils.translation import gettext as _

from quizzes.types.hotspot.shapes import drawn
from quizzes.types.interface import Unfinished
from quizzes.types.richtext import picture_name

SCRIPTS = ("quizzes/types/hotspot/hotspot.js",)
STYLES = ("quizzes/types/hotspot/hotspot.css",)
DISC = 0.032
"""Radius of the disc with an area's number, as a share of the picture's longer side."""


def widget(
    body: Mapping[str, Any], shown: Any, payload: Mapping[str, Any] | None, sent: QueryDict | None
) -> dict[str, Any]:
    chosen = sent.getlist("choices") if sent else (payload or {}).get("choices", [])
    picture = body["picture"]
    size = max(picture["width"], picture["height"]) * DISC
    areas = [drawn(area, number, size) for number, area in enumerate(body["areas"], 1)]
    return {
        "picture": {**picture, "src": default_storage.url(picture_name(picture["uuid"]))},
        "areas": [area | {"chosen": area["id"] in chosen} for area in areas],
        "disc": round(size, 1),
        "one": body.get("most") == 1,
        "most": body.get("most"),
    }


def read(sent: QueryDict, body: Mapping[str, Any], shown: Any) -> dict[str, Any] | None:
    choices = sorted(set(sent.getlist("choices")))
    most = body.get("most")
    if most is not None and len(choices) > most:
        raise Unfinished(_("At most %(most)d places may be marked; please take some back.") % {"most": most})
    return {"choices": choices} if choices else None
