"""The form of one item: checks shapes only; whether the item is complete is `validation`'s to say."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.web.errors import BadInput
from quizzes.bank import validation, words
from quizzes.bank.forms.bulk import split_tags
from quizzes.bank.models import Item, ItemBank
from quizzes.bank.services import tagging
from quizzes.framework.models import Competence
from quizzes.types.interface import Content
from quizzes.types.stems import LONGEST_HTML, LONGEST_STEM


class ItemForm(forms.Form):
    bank = forms.ModelChoiceField(ItemBank.objects.none(), label=_("Bank"))
    competence = forms.ModelChoiceField(Competence.objects.order_by("order"), label=_("Competence"))
    level = forms.TypedChoiceField(choices=words.LEVELS, coerce=int, label=_("Level"))
    band = forms.TypedChoiceField(choices=words.BANDS, coerce=float, label=_("Expected difficulty"))
    stem = forms.CharField(
        label=_("Question"), max_length=LONGEST_STEM, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    html = forms.CharField(
        label=_("Question with its pictures and tables, as HTML"),
        max_length=LONGEST_HTML,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Learners see this; the plain text above stands in lists. Empty it to show the plain text."),
    )
    general = forms.CharField(
        label=_("Explanation"),
        max_length=4000,
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
    tags = forms.CharField(
        label=pgettext_lazy("item", "Tags"), max_length=300, required=False, help_text=_("Separated by commas.")
    )
    expires_on = forms.DateField(
        label=_("To be checked again by"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("The day by which somebody should look whether the item still holds."),
    )

    def __init__(
        self,
        *args: Any,
        kind: str,
        banks: QuerySet[ItemBank],
        item: Item | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["bank"].queryset = banks  # type: ignore[attr-defined]
        self.kind, self.item = kind, item
        if not (self.initial.get("html") or self.data.get("html")):
            del self.fields["html"]
        if item is not None:
            self.fields["bank"].disabled = True
        if item is not None and item.live_version_id:
            for name in ("competence", "level", "band"):
                self.fields[name].disabled = True

    def clean_tags(self) -> list[str]:
        try:
            return tagging.cleaned(split_tags(self.cleaned_data["tags"]))
        except BadInput as wrong:
            raise forms.ValidationError(str(wrong)) from wrong

    def clean_band(self) -> float:
        return _kept_band(self.item, self.cleaned_data["band"])


class PlaceForm(forms.Form):
    """Where a published item stands."""

    competence = forms.ModelChoiceField(Competence.objects.order_by("order"), label=_("Competence"))
    level = forms.TypedChoiceField(choices=words.LEVELS, coerce=int, label=_("Level"))
    band = forms.TypedChoiceField(choices=words.BANDS, coerce=float, label=_("Expected difficulty"))

    def __init__(self, *args: Any, item: Item, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.item = item

    @classmethod
    def of(cls, item: Item) -> "PlaceForm":
        first = first_values(item, None)
        return cls(item=item, initial={name: first[name] for name in ("competence", "level", "band")})

    def clean_band(self) -> float:
        return _kept_band(self.item, self.cleaned_data["band"])


def _kept_band(item: Item | None, band: float) -> float:
    """The item's own number stays as long as the word for it stays."""
    return item.band if item is not None and words.nearest_band(item.band) == band else band


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
        body, _key, feedback = content
        values |= {
            "stem": body.get("stem", ""),
            "html": body.get("html", ""),
            "general": feedback.get("general", ""),
            "tags": "，".join(item.tagged.order_by("tag__name").values_list("tag__name", flat=True)),
        }
    return values


def content_of(kind: str, fields: dict[str, Any], own: Content) -> Content:
    """Body, key and feedback of what was filled in: the item's own half and `own`, the half of its kind."""
    body, key, feedback = own
    shared = {"stem": fields["stem"], "html": fields.get("html", "")}
    return validation.canonical(kind, shared | body, key, {"general": fields["general"]} | feedback)
