"""Areas of a picture: the author's form. A picture that is uploaded with the form is kept by the bank, which puts its
uuid and size among the sent fields before this form reads them."""

import re
from collections.abc import Sequence
from string import ascii_lowercase
from typing import Any

from django import forms
from django.core.files.storage import default_storage
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from quizzes.types.hotspot.content import MOST_AREAS
from quizzes.types.interface import Content
from quizzes.types.richtext import picture_name

FEWEST_ROWS = 5
UPLOAD = "picture-file"
"""The field of the form in which a picture arrives."""


class PictureForm(forms.Form):
    uuid = forms.UUIDField(required=False, widget=forms.HiddenInput)
    width = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    height = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    alt = forms.CharField(
        label=gettext_lazy("What the picture shows"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("For those who cannot see it; do not give the answer away."),
    )


class RuleForm(forms.Form):
    most = forms.IntegerField(
        label=gettext_lazy("How many places may be marked"),
        min_value=1,
        max_value=MOST_AREAS,
        required=False,
        help_text=gettext_lazy("Empty for any number; with 1, marking another place takes the first back."),
    )
    rule = forms.ChoiceField(
        label=pgettext_lazy("marks", "Points"),
        required=False,
        choices=[
            ("each", gettext_lazy("Part of the points for every right one; a wrong one takes as much away")),
            ("all", gettext_lazy("All or nothing: points only for exactly the right ones")),
        ],
    )


class AreaForm(forms.Form):
    """One row; a row without numbers and without a text is no area."""

    id = forms.RegexField(r"^[A-Za-z0-9_.-]{1,40}$", required=False, widget=forms.HiddenInput)
    text = forms.CharField(label=gettext_lazy("What is there"), max_length=300, required=False)
    shape = forms.ChoiceField(
        label=pgettext_lazy("area", "Shape"),
        required=False,
        choices=[
            ("rect", pgettext_lazy("shape", "Rectangle")),
            ("circle", pgettext_lazy("shape", "Circle")),
            ("poly", pgettext_lazy("shape", "Polygon")),
        ],
    )
    coords = forms.CharField(label=gettext_lazy("Numbers"), max_length=400, required=False)
    right = forms.BooleanField(label=pgettext_lazy("option", "Right"), required=False)
    feedback = forms.CharField(label=gettext_lazy("What to tell who chose it"), max_length=1000, required=False)

    def clean_coords(self) -> list[int]:
        parts = [part for part in re.split(r"[\s,，、;；]+", self.cleaned_data["coords"]) if part]
        if not all(re.fullmatch(r"\d{1,5}", part) for part in parts):
            raise forms.ValidationError(_("Whole numbers with commas between them, such as 10,20,110,80."))
        return [int(part) for part in parts]


AreaFormSet = forms.formset_factory(AreaForm, extra=0, max_num=MOST_AREAS, absolute_max=MOST_AREAS)


class Editor:
    def __init__(self, data: QueryDict | None, content: Content | None) -> None:
        body, key, feedback = content or ({}, {}, {})
        self.picture = PictureForm(data, prefix="picture", initial=body.get("picture") or {})
        self.rule = RuleForm(data, initial={"most": body.get("most"), "rule": key.get("rule", "each")})
        self.areas = AreaFormSet(data, prefix="area", initial=_rows(body, key, feedback))

    @property
    def src(self) -> str:
        """Where the picture lies; "" while there is none."""
        uuid = self.picture["uuid"].value()
        return str(default_storage.url(picture_name(uuid))) if uuid and not self.picture.errors else ""

    @property
    def forms(self) -> Sequence[Any]:
        return [self.picture, self.rule, self.areas.management_form, *self.areas]

    @property
    def errors(self) -> list[str]:
        return [str(error) for error in self.areas.non_form_errors()]

    def is_valid(self) -> bool:
        return all([self.picture.is_valid(), self.rule.is_valid(), self.areas.is_valid()])

    def content(self) -> Content:
        rows = _named([row for row in self.areas.cleaned_data if row.get("text") or row.get("coords")])
        picture = {name: value for name, value in self.picture.cleaned_data.items() if value}
        rules = self.rule.cleaned_data
        body: dict[str, Any] = {
            "picture": picture | ({"uuid": str(picture["uuid"])} if "uuid" in picture else {}),
            "areas": [{name: row.get(name) for name in ("id", "text", "shape", "coords")} for row in rows],
        }
        if rules.get("most"):
            body["most"] = rules["most"]
        key: dict[str, Any] = {"correct": [row["id"] for row in rows if row.get("right")]}
        if rules.get("rule") == "all":
            key["rule"] = "all"
        return body, key, {"options": {row["id"]: row.get("feedback", "") for row in rows}}


def _named(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Areas keep their identifiers; a new one gets the next letter."""
    taken = {row["id"] for row in rows if row.get("id")}
    free = (letter for letter in ascii_lowercase if letter not in taken)
    return [row | {"id": row.get("id") or next(free)} for row in rows]


def _rows(body: dict[str, Any], key: dict[str, Any], feedback: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows that are there, and empty ones, five at least."""
    correct = key.get("correct") or []
    rows: list[dict[str, Any]] = [
        {
            "id": area.get("id", ""),
            "text": area.get("text", ""),
            "shape": area.get("shape", "rect"),
            "coords": ", ".join(map(str, area.get("coords") or [])),
            "right": area.get("id") in correct,
            "feedback": feedback.get("options", {}).get(area.get("id"), ""),
        }
        for area in body.get("areas") or []
    ]
    wanted = min(MOST_AREAS, max(FEWEST_ROWS, len(rows) + 1))
    return rows + [{} for _row in range(wanted - len(rows))]
