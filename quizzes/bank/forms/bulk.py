from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from quizzes.bank import exports
from quizzes.bank.services.bulk import Choice

FIELDS = {"send": ("note",), "tag": ("tags",), "untag": ("tags",), "date": ("day",), "export": ("format",)}


class BulkForm(forms.Form):
    """What one act needs beside the items."""

    tags = forms.CharField(
        label=pgettext_lazy("item", "Tags"), max_length=300, required=False, help_text=_("Separated by commas.")
    )
    day = forms.DateField(
        label=_("To be checked again by"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Left empty, the items have no such day any more."),
    )
    note = forms.CharField(label=pgettext_lazy("review of an item", "Remark"), max_length=500, required=False)
    format = forms.ChoiceField(label=_("Format"), choices=[], required=False)

    def __init__(self, *args: Any, act: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["format"].choices = exports.formats()  # type: ignore[attr-defined]
        for name in list(self.fields):
            if name not in FIELDS.get(act, ()):
                del self.fields[name]

    def choice(self) -> Choice:
        data = self.cleaned_data
        return Choice(tags=split_tags(data.get("tags", "")), day=data.get("day"), note=data.get("note", ""))


def split_tags(typed: str) -> list[str]:
    """Commas of every width part them."""
    for mark in "，、;；":
        typed = typed.replace(mark, ",")
    return [name.strip() for name in typed.split(",") if name.strip()]
