"""What the pages of a sitting send when no script runs."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from quizzes.delivery.selectors.sittings import Line
from quizzes.scoring import SKIPPED

HELPERS = {
    "family": pgettext_lazy("helper", "Family or friend"),
    "staff": pgettext_lazy("helper", "Staff of the congress"),
    "other": pgettext_lazy("helper", "Somebody else"),
}


class Unfinished(ValueError):
    """An order in which a place is missing or stands twice; the message is for the learner."""


def read_answer(line: Line, sent: QueryDict) -> dict[str, Any] | None:
    """The answer in the form, None where nothing was chosen. Unfinished for half an order."""
    if sent.get("go") == "skip":
        return dict(SKIPPED)
    if line.kind == "multiple":
        choices = sorted(sent.getlist("choices"))
        return {"choices": choices} if choices else None
    if line.kind == "ordering":
        return _read_order(line, sent)
    choice = sent.get("choice")
    return {"choice": choice} if choice else None


def _read_order(line: Line, sent: QueryDict) -> dict[str, Any] | None:
    places = {one: sent.get(f"place-{one}", "") for one in line.option_ids}
    if not any(places.values()):
        return None
    wanted = {str(place) for place in range(1, len(places) + 1)}
    if set(places.values()) != wanted:
        raise Unfinished(_("Please give every line a number of its own, from 1 to %(count)s.") % {"count": len(places)})
    return {"order": sorted(places, key=lambda one: int(places[one]))}


class AssistForm(forms.Form):
    """Who helps, and that the effect is understood."""

    helper = forms.ChoiceField(
        label=gettext_lazy("Who helps you?"), choices=list(HELPERS.items()), widget=forms.RadioSelect
    )
    understood = forms.BooleanField(
        label=gettext_lazy("I know that this sitting then counts as “done with help”."),
        error_messages={"required": gettext_lazy("Please tick this box, or go back without marking the sitting.")},
    )


def helper_in_words(helper: str) -> str:
    return str(HELPERS.get(helper, helper))
