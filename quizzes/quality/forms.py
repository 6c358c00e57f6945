"""Shapes of what comes in; the services hold the rules."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from quizzes.quality.services import second_looks


class SecondLookForm(forms.Form):
    """One of two outcomes, and a reason where it is the second."""

    outcome = forms.ChoiceField(label=_("Outcome"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=second_looks.MOST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, case: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        look = [("good", _("I confirm the attestation")), ("bad", _("I doubt it; open a case"))]
        decide = [("good", _("The attestation is upheld")), ("bad", _("The attestation is taken back"))]
        self.fields["outcome"].choices = decide if case else look  # type: ignore[attr-defined]
        self.fields["reason"].help_text = (
            _("The attester and the deputy read it.") if case else _("Needed for a doubt; the attester reads it.")
        )

    @property
    def good(self) -> bool:
        return bool(self.cleaned_data["outcome"] == "good")
