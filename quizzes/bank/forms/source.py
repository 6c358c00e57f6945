"""The forms of a source, of a revision, and of looking again."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from quizzes.bank import citing
from quizzes.bank.models import Recheck, Source

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class SourceForm(forms.Form):
    title = forms.CharField(label=gettext_lazy("Title"), max_length=100)
    kind = forms.ChoiceField(label=pgettext_lazy("source", "Kind"), choices=Source.Kind.choices)
    aliases = forms.CharField(
        label=gettext_lazy("Also called"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("One name a line. A source in the list that is called so becomes part of this one."),
    )
    version = forms.CharField(label=pgettext_lazy("source", "Version"), max_length=60, required=False)
    effective_on = forms.DateField(label=gettext_lazy("In force from"), required=False, widget=DAY)

    def clean_aliases(self) -> list[str]:
        return [line.strip() for line in self.cleaned_data["aliases"].splitlines() if line.strip()]


class RevisionForm(forms.Form):
    version = forms.CharField(
        label=pgettext_lazy("source", "New version"), max_length=60, help_text=gettext_lazy("For example 2025年修正.")
    )
    effective_on = forms.DateField(label=gettext_lazy("In force from"), widget=DAY)
    articles = forms.CharField(
        label=gettext_lazy("Articles that changed"),
        required=False,
        max_length=500,
        help_text=gettext_lazy(
            "Like 第三条、第五条至第八条 or 3, 5-8. Left empty, whatever names this source is looked at again."
        ),
    )
    note = forms.CharField(
        label=gettext_lazy("What changed"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def clean_articles(self) -> list[int]:
        """Numbers of articles; a ValidationError where something typed says none."""
        typed: str = self.cleaned_data["articles"]
        numbers = citing.numbers_of(typed)
        if typed.strip() and not numbers:
            raise forms.ValidationError(_("No article can be read from this. Write 第三条、第五条至第八条 or 3, 5-8."))
        return sorted(numbers)


class RecheckForm(forms.Form):
    outcome = forms.ChoiceField(
        label=gettext_lazy("What came out of it"), choices=Recheck.Outcome.choices, widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=gettext_lazy("Note"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    again_on = forms.DateField(
        label=gettext_lazy("To be checked again by"),
        required=False,
        widget=DAY,
        help_text=gettext_lazy("Left empty, the item has no such day any more."),
    )

    def __init__(self, *args: Any, dated: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not dated:
            del self.fields["again_on"]
