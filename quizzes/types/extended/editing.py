"""A written answer: the author's form."""

from collections.abc import Sequence
from string import ascii_lowercase
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from quizzes.types.extended.content import MOST_CRITERIA, MOST_LINES, MOST_POINTS
from quizzes.types.extended.reading import LINES
from quizzes.types.extended.scoring import HIGHEST, LONGEST
from quizzes.types.interface import Content

FEWEST_ROWS = 4


class AnswerForm(forms.Form):
    lines = forms.IntegerField(label=_("Lines of the field"), min_value=1, max_value=MOST_LINES)
    longest = forms.IntegerField(label=_("Characters at most"), min_value=20, max_value=HIGHEST)
    sample = forms.CharField(
        label=_("A good answer"),
        required=False,
        max_length=HIGHEST,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("For those who mark; learners see it after handing in, where explanations are shown."),
    )


class CriterionForm(forms.Form):
    """One row; a row without a text is no criterion."""

    id = forms.RegexField(r"^[A-Za-z0-9_.-]{1,40}$", required=False, widget=forms.HiddenInput)
    text = forms.CharField(label=_("Criterion"), max_length=300, required=False)
    points = forms.FloatField(
        label=pgettext_lazy("marks", "Points"), min_value=0, max_value=MOST_POINTS, required=False
    )


CriterionFormSet = forms.formset_factory(CriterionForm, extra=0, max_num=MOST_CRITERIA, absolute_max=MOST_CRITERIA)


class Editor:
    def __init__(self, data: QueryDict | None, content: Content | None) -> None:
        body, key, _feedback = content or ({}, {}, {})
        first = {
            "lines": body.get("lines", LINES),
            "longest": body.get("longest", LONGEST),
            "sample": key.get("sample", ""),
        }
        rows = list(key.get("rubric") or [])
        wanted = min(MOST_CRITERIA, max(FEWEST_ROWS, len(rows) + 1))
        self.form = AnswerForm(data, initial=first)
        self.rubric = CriterionFormSet(data, prefix="rubric", initial=rows + [{} for _row in range(wanted - len(rows))])

    @property
    def forms(self) -> Sequence[Any]:
        return [self.form, self.rubric.management_form, *self.rubric]

    @property
    def errors(self) -> list[str]:
        return [str(error) for error in self.rubric.non_form_errors()]

    def is_valid(self) -> bool:
        return all([self.form.is_valid(), self.rubric.is_valid()])

    def content(self) -> Content:
        fields = self.form.cleaned_data
        rows = [row for row in self.rubric.cleaned_data if row.get("text", "").strip()]
        taken = {row["id"] for row in rows if row.get("id")}
        free = (letter for letter in ascii_lowercase if letter not in taken)
        rubric = [
            {"id": row.get("id") or next(free), "text": row["text"], "points": _number(row.get("points"))}
            for row in rows
        ]
        sizes = {"lines": fields["lines"], "longest": fields["longest"]}
        return sizes, {"rubric": rubric, "sample": fields["sample"]}, {}


def _number(points: float | None) -> float | int | None:
    return int(points) if points is not None and points == int(points) else points
