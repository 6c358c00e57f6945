"""A few words: the author's form."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from quizzes.types.accepted_forms import TextForm, first_rows, table
from quizzes.types.interface import Content


class ComparingForm(forms.Form):
    case = forms.BooleanField(label=_("Capital and small letters make a difference"), required=False)
    wildcards = forms.BooleanField(
        label=_("“*” stands for any text"), required=False, help_text=_("So “人大*” accepts “人大代表” too.")
    )


class Editor:
    def __init__(self, data: QueryDict | None, content: Content | None) -> None:
        key = content[1] if content else {}
        rows = [row for row in key.get("answers", []) if "text" in row]
        self.answers = table(TextForm)(data, prefix="answer", initial=first_rows(rows))
        self.comparing = ComparingForm(data, initial={name: key.get(name) for name in ("case", "wildcards")})

    @property
    def forms(self) -> Sequence[Any]:
        return [self.answers.management_form, *self.answers, self.comparing]

    @property
    def errors(self) -> list[str]:
        return [str(error) for error in self.answers.non_form_errors()]

    def is_valid(self) -> bool:
        return all([self.answers.is_valid(), self.comparing.is_valid()])

    def content(self) -> Content:
        answers = [
            {"text": form.cleaned_data["text"], **form.shared()}
            for form in self.answers
            if form.cleaned_data.get("text")
        ]
        return {}, {"answers": answers} | self.comparing.cleaned_data, {}
