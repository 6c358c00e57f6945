"""The form of one item: checks shapes only; whether the item is complete is `validation`'s to say."""

from string import ascii_lowercase
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from quizzes.bank import words
from quizzes.bank.models import Item, ItemBank, ItemKind
from quizzes.bank.validation import LONGEST_OPTION, LONGEST_STEM, MOST_OPTIONS
from quizzes.framework.models import Competence

Content = tuple[dict[str, Any], dict[str, Any], dict[str, Any]]
FEWEST_ROWS = 6
TRUE_TEXT, FALSE_TEXT = "正确", "错误"


class ItemForm(forms.Form):
    bank = forms.ModelChoiceField(ItemBank.objects.all(), label=_("Bank"))
    competence = forms.ModelChoiceField(Competence.objects.order_by("order"), label=_("Competence"))
    level = forms.TypedChoiceField(choices=words.LEVELS, coerce=int, label=_("Level"))
    band = forms.TypedChoiceField(choices=words.BANDS, coerce=float, label=_("Expected difficulty"))
    stem = forms.CharField(
        label=_("Question"), max_length=LONGEST_STEM, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    truth = forms.ChoiceField(
        label=_("Right answer"),
        choices=[("true", pgettext_lazy("answer", "True")), ("false", pgettext_lazy("answer", "False"))],
        widget=forms.RadioSelect,
        required=False,
    )
    general = forms.CharField(
        label=_("Explanation"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Shown to everybody after handing in: why the right answer is right."),
    )
    source = forms.CharField(
        label=_("Source"),
        max_length=200,
        required=False,
        help_text=_("The law and article, or where it is known from."),
    )
    expires_on = forms.DateField(
        label=_("To be checked again by"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("The day by which somebody should look whether the item still holds."),
    )

    def __init__(self, *args: Any, kind: str, item: Item | None = None, may_place: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind, self.item = kind, item
        if kind != ItemKind.BOOLEAN:
            del self.fields["truth"]
        if item is not None:
            self.fields["bank"].disabled = True
        if item is not None and item.live_version_id and not may_place:
            for name in ("competence", "level", "band"):
                self.fields[name].disabled = True

    def clean_band(self) -> float:
        """The item's own number stays as long as the word for it stays."""
        band: float = self.cleaned_data["band"]
        if self.item is not None and words.nearest_band(self.item.band) == band:
            return self.item.band
        return band


class OptionForm(forms.Form):
    """One row; a row without a text is no option."""

    id = forms.RegexField(r"^[a-z0-9_-]{1,20}$", required=False, widget=forms.HiddenInput)
    text = forms.CharField(label=_("Option"), max_length=LONGEST_OPTION, required=False)
    right = forms.BooleanField(label=pgettext_lazy("option", "Right"), required=False)
    place = forms.IntegerField(
        label=pgettext_lazy("option", "Place"), min_value=1, max_value=MOST_OPTIONS, required=False
    )
    feedback = forms.CharField(label=_("What to tell who chose it"), max_length=500, required=False)


OptionFormSet = forms.formset_factory(OptionForm, extra=0, max_num=MOST_OPTIONS, absolute_max=MOST_OPTIONS)


def first_values(item: Item | None, content: Content | None) -> dict[str, Any]:
    """What the form shows of an item (or of the last one of the bank, to begin a new one with)."""
    if item is None:
        return {}
    values: dict[str, Any] = {
        "bank": item.bank_id,
        "competence": item.competence_id,
        "level": item.level,
        "band": words.nearest_band(item.band),
        "source": item.source,
        "expires_on": item.expires_on,
    }
    if content is not None:
        body, key, feedback = content
        truth = key.get("correct") if isinstance(key.get("correct"), str) else None
        values |= {"stem": body.get("stem", ""), "truth": truth, "general": feedback.get("general", "")}
    return values


def option_rows(kind: str, content: Content | None) -> list[dict[str, Any]]:
    """The rows of the options table: those that are there, and empty ones, six at least."""
    body, key, feedback = content or ({}, {}, {})
    options = body.get("options", []) if kind != ItemKind.BOOLEAN else []
    correct, order = key.get("correct") or [], key.get("order") or []
    right = correct if isinstance(correct, list) else [correct]
    rows: list[dict[str, Any]] = [
        option
        | {
            "right": option["id"] in right,
            "place": order.index(option["id"]) + 1 if option["id"] in order else None,
            "feedback": feedback.get("options", {}).get(option["id"], ""),
        }
        for option in options
    ]
    wanted = min(MOST_OPTIONS, max(FEWEST_ROWS, len(rows) + 1))
    return rows + [{} for _row in range(wanted - len(rows))]


def content_of(kind: str, fields: dict[str, Any], rows: list[dict[str, Any]]) -> Content:
    """Body, key and feedback of what was filled in. Options keep their identifiers; a new one gets the next letter."""
    if kind == ItemKind.BOOLEAN:
        options = [{"id": "true", "text": TRUE_TEXT}, {"id": "false", "text": FALSE_TEXT}]
        key: dict[str, Any] = {"correct": fields["truth"]} if fields.get("truth") else {}
        return {"stem": fields["stem"], "options": options}, key, {"general": fields["general"], "options": {}}
    rows = [row for row in rows if row.get("text", "").strip()]
    taken = {row["id"] for row in rows if row.get("id")}
    free = (letter for letter in ascii_lowercase if letter not in taken)
    rows = [row | {"id": row.get("id") or next(free)} for row in rows]
    return (
        {"stem": fields["stem"], "options": [{"id": row["id"], "text": row["text"]} for row in rows]},
        _key(kind, rows),
        {"general": fields["general"], "options": {row["id"]: row.get("feedback", "") for row in rows}},
    )


def _key(kind: str, rows: list[dict[str, Any]]) -> dict[str, Any]:
    right = [row["id"] for row in rows if row.get("right")]
    if kind == ItemKind.MULTIPLE:
        return {"correct": right}
    if kind == ItemKind.ORDERING:
        placed: dict[int, str] = {}
        for row in rows:
            if row.get("place"):
                placed.setdefault(row["place"], row["id"])
        return {"order": [placed[place] for place in sorted(placed)]}
    return {"correct": right[0]} if len(right) == 1 else {}
