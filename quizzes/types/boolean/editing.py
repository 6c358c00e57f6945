"""True or false: the author's form."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from quizzes.types.interface import Content
from quizzes.types.options import ids_of

TRUE_TEXT, FALSE_TEXT = "正确", "错误"
OPTIONS = [{"id": "true", "text": TRUE_TEXT}, {"id": "false", "text": FALSE_TEXT}]


class TruthForm(forms.Form):
    truth = forms.ChoiceField(
        label=_("Right answer"),
        choices=[("true", pgettext_lazy("answer", "True")), ("false", pgettext_lazy("answer", "False"))],
        widget=forms.RadioSelect,
        required=False,
    )


class Editor:
    """Options and explanations that came from a file stay as they are."""

    def __init__(self, data: QueryDict | None, content: Content | None) -> None:
        body, key, feedback = content or ({}, {}, {})
        there = body.get("options") or []
        self.options: list[dict[str, Any]] = there if ids_of(there) == ["true", "false"] else OPTIONS
        self.explained: dict[str, str] = feedback.get("options", {}) if there == self.options else {}
        self.form = TruthForm(data, initial={"truth": key.get("correct")})

    @property
    def forms(self) -> Sequence[Any]:
        return [self.form]

    @property
    def errors(self) -> list[str]:
        return []

    def is_valid(self) -> bool:
        return self.form.is_valid()

    def content(self) -> Content:
        truth = self.form.cleaned_data.get("truth")
        return {"options": self.options}, {"correct": truth} if truth else {}, {"options": self.explained}
