"""Shapes of what comes in; the services hold the rules."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from courses.files.needs_survey import OTHER, SEVERAL, TEXT
from courses.models import Programme

LONGEST_TEXT, LONGEST_OTHER = 200, 60


class PartForm(forms.Form):
    """One part of the questionnaire; every question may be left out. Answers are kept under the questions' names."""

    def __init__(self, *args: Any, part: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = part["questions"]
        for question in self.questions:
            self.fields[question["id"]] = _field(question)
            if question["other"]:
                self.fields[f"{question['id']}_{OTHER}"] = forms.CharField(
                    label=_("Other, namely"), max_length=LONGEST_OTHER, required=False
                )

    def rows(self) -> list[tuple[dict[str, Any], forms.BoundField, forms.BoundField | None]]:
        """Each question with its field and that of its other answers."""
        return [
            (question, self[question["id"]], self[f"{question['id']}_{OTHER}"] if question["other"] else None)
            for question in self.questions
        ]

    def clean(self) -> dict[str, Any]:
        """Words to 其他 tick it, so that they are counted."""
        data = super().clean() or {}
        for question in self.questions:
            if question["other"] and data.get(f"{question['id']}_{OTHER}"):
                chosen = data.get(question["id"]) or []
                data[question["id"]] = [*chosen, *([] if OTHER in chosen else [OTHER])]
        return data


def _field(question: dict[str, Any]) -> forms.Field:
    said = {"label": question["text"], "help_text": question["help"], "required": False}
    if question["kind"] == TEXT:
        return forms.CharField(max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 3}), **said)
    choices = [(option["id"], option["text"]) for option in question["options"]]
    if question["kind"] == SEVERAL:
        more = [(OTHER, pgettext_lazy("needs", "Other"))] if question["other"] else []
        return forms.MultipleChoiceField(choices=[*choices, *more], widget=forms.CheckboxSelectMultiple, **said)
    return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **said)


class RoundForm(forms.Form):
    programme = forms.ModelChoiceField(
        label=_("Programme"), queryset=Programme.objects.exclude(needs_survey={}), empty_label=None
    )
    title = forms.CharField(label=pgettext_lazy("needs", "Title"), max_length=60)
    starts_on = forms.DateField(
        label=pgettext_lazy("needs", "First day"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    ends_on = forms.DateField(
        label=pgettext_lazy("needs", "Last day"),
        help_text=_("The day after, the round closes by itself and names are cut off the answers."),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )


class CloseForm(forms.Form):
    sure = forms.BooleanField(label=_("Close the round for good; names are cut off the answers"))


class ReleaseForm(forms.Form):
    number = forms.IntegerField(widget=forms.HiddenInput)
    wording = forms.CharField(max_length=LONGEST_TEXT, required=False)
