"""Forms of the pages about paper."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from quizzes.delivery.forms import HELPERS

WHO_HELPED = [("", pgettext_lazy("helper", "Nobody")), *HELPERS.items()]


class EntryForm(forms.Form):
    """What stands at the head of the paper."""

    sat_on = forms.DateField(label=_("Filled in on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    helper = forms.ChoiceField(label=_("Who helped?"), choices=WHO_HELPED, required=False, widget=forms.RadioSelect)


class VoidForm(forms.Form):
    reason = forms.CharField(label=_("Why is it set aside?"), max_length=200)


def decisions(sent: Any, names: list[str]) -> dict[str, int]:
    """Which entry was chosen, by the name of the difference; what was not chosen is left out."""
    chosen = {name: sent.get(f"take-{name}", "") for name in names}
    return {name: int(value) for name, value in chosen.items() if value in {"1", "2"}}
