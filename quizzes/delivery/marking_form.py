"""The form by which a written answer is marked."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from quizzes.delivery.selectors.markings import Given

CRITERION = "criterion-"


class MarkingForm(forms.Form):
    """One number for each criterion of the rubric. `seen` is the marking that the marker has before the eyes."""

    client_id = forms.CharField(max_length=40, widget=forms.HiddenInput)
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    comment = forms.CharField(
        label=_("Comment"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The deputy reads it: what is good, and what to do next time."),
    )
    reason = forms.CharField(
        label=_("Why once more"), max_length=200, help_text=_("Kept with the new result; the deputy reads it too.")
    )

    def __init__(self, *args: Any, rubric: list[Given], again: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not again:
            del self.fields["reason"]
        for row in rubric:
            self.fields[f"{CRITERION}{row.id}"] = forms.FloatField(
                label=row.text,
                min_value=0,
                max_value=row.most,
                initial=row.points,
                widget=forms.NumberInput(attrs={"step": "0.5", "inputmode": "decimal"}),
                help_text=_("of %(most)g points") % {"most": row.most},
            )

    @property
    def criteria(self) -> list[forms.BoundField]:
        return [field for field in self if field.name.startswith(CRITERION)]

    @property
    def points(self) -> dict[str, float]:
        return {
            name.removeprefix(CRITERION): value
            for name, value in self.cleaned_data.items()
            if name.startswith(CRITERION)
        }


def first_values(seen: int | None, comment: str) -> dict[str, Any]:
    return {"client_id": uuid4().hex, "seen": seen, "comment": comment}
