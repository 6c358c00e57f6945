"""The author's table of accepted answers, of numbers and of texts."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from quizzes.types.accepted import MOST_ANSWERS
from quizzes.types.short.scoring import LONGEST

FEWEST_ROWS = 4
Data = dict[str, Any]


class AcceptedForm(forms.Form):
    """What an accepted answer earns, and what is told to who gives it."""

    points = forms.DecimalField(
        label=_("Points in percent"), min_value=0, max_value=100, decimal_places=4, required=False
    )
    feedback = forms.CharField(label=_("What to tell who gave it"), max_length=1000, required=False)

    def shared(self) -> Data:
        points, feedback = self.cleaned_data.get("points"), self.cleaned_data.get("feedback", "")
        return ({"points": float(points) / 100} if points is not None else {}) | {"feedback": feedback}


class TextForm(AcceptedForm):
    text = forms.CharField(label=_("Accepted text"), max_length=LONGEST, required=False)


class NumberForm(AcceptedForm):
    """A number and how far off one may be, or the lowest and the highest number."""

    value = forms.CharField(label=_("Right number"), max_length=60, required=False)
    tolerance = forms.CharField(label=_("May be off by"), max_length=60, required=False)
    low = forms.CharField(label=pgettext_lazy("range", "or from"), max_length=60, required=False)
    high = forms.CharField(label=pgettext_lazy("range", "to"), max_length=60, required=False)


def table(form: type[AcceptedForm]) -> Any:
    return forms.formset_factory(form, extra=0, max_num=MOST_ANSWERS, absolute_max=MOST_ANSWERS)


def first_rows(answers: list[Data]) -> list[Data]:
    """The rows that are there, and some empty ones."""
    rows = [row | ({"points": f"{row['points'] * 100:.6g}"} if "points" in row else {}) for row in answers]
    return rows + [{} for _row in range(max(FEWEST_ROWS - len(rows), 2))][: MOST_ANSWERS - len(rows)]
