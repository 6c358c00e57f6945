"""Every line has its place: the form, with a number for each line."""

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from quizzes.types.interface import Unfinished
from quizzes.types.options import arranged

SCRIPTS = ("quizzes/types/ordering.js",)


def widget(
    body: Mapping[str, Any], shown: Any, payload: Mapping[str, Any] | None, sent: QueryDict | None
) -> dict[str, Any]:
    """The lines in the order of the answer, where there is one."""
    order = (payload or {}).get("order")
    places = {one: str(place) for place, one in enumerate(order, start=1)} if order else {}
    if sent is not None:
        places = _places(sent, shown)
    lines = [option | {"place": places.get(str(option["id"]), "")} for option in arranged(body, order or shown)]
    return {"lines": lines, "places": [str(place) for place in range(1, len(lines) + 1)]}


def read(sent: QueryDict, body: Mapping[str, Any], shown: Any) -> dict[str, Any] | None:
    places = _places(sent, shown)
    if not any(places.values()):
        return None
    wanted = {str(place) for place in range(1, len(places) + 1)}
    if set(places.values()) != wanted:
        raise Unfinished(_("Please give every line a number of its own, from 1 to %(count)s.") % {"count": len(places)})
    return {"order": sorted(places, key=lambda one: int(places[one]))}


def _places(sent: QueryDict, shown: list[str]) -> dict[str, str]:
    return {one: sent.get(f"place-{one}", "") for one in shown}
