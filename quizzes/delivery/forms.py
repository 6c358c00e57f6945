"""What the pages of a sitting send when no script runs."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy, pgettext_lazy

from quizzes.delivery.selectors.sittings import Line
from quizzes.scoring import SKIPPED

HELPERS = {
    "family": pgettext_lazy("helper", "Family or friend"),
    "staff": pgettext_lazy("helper", "Staff of the congress"),
    "other": pgettext_lazy("helper", "Somebody else"),
}


def read_answer(line: Line, sent: QueryDict) -> dict[str, Any] | None:
    """The answer in the form, None where nothing was given. Unfinished for half an answer."""
    if sent.get("go") == "skip":
        return dict(SKIPPED)
    return line.read(sent)


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
