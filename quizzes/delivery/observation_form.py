"""What an observer fills in: yes or no for each point, nothing chosen beforehand."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from quizzes.bank.models import Task

ANSWERS = [("yes", pgettext_lazy("point of a checklist", "Yes")), ("no", pgettext_lazy("point of a checklist", "No"))]
ACCOMMODATIONS = [
    ("", pgettext_lazy("accommodation", "None")),
    ("screen_reader", pgettext_lazy("accommodation", "Screen reader")),
    ("voice_input", pgettext_lazy("accommodation", "Voice input")),
    ("typed_on_instruction", pgettext_lazy("accommodation", "Somebody typed exactly what the person dictated")),
]
POINT = "point-"


class ObservationForm(forms.Form):
    client_id = forms.CharField(max_length=40, widget=forms.HiddenInput)
    assisted = forms.BooleanField(
        label=_("Somebody helped"),
        required=False,
        help_text=_("Prompted, showed or did a step for the person. Then the task counts for level 1 at most."),
    )
    accommodation = forms.ChoiceField(
        label=_("Aids for a disability"),
        choices=ACCOMMODATIONS,
        required=False,
        widget=forms.RadioSelect,
        help_text=_("They are not help, and the task counts in full."),
    )
    note = forms.CharField(label=_("Note"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, task: Task, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.task = task
        self.fields["client_id"].initial = uuid4().hex
        for point in task.criteria:
            self.fields[POINT + point["id"]] = forms.ChoiceField(
                label=point["text"],
                choices=ANSWERS,
                widget=forms.RadioSelect,
                error_messages={"required": _("Choose yes or no.")},
            )

    def points(self) -> list[dict[str, Any]]:
        """The checklist's fields in its order, each with whether it is indispensable."""
        return [{"field": self[POINT + point["id"]], "must": point.get("must")} for point in self.task.criteria]

    def results(self) -> dict[str, bool]:
        return {point["id"]: self.cleaned_data[POINT + point["id"]] == "yes" for point in self.task.criteria}
