from django import forms
from django.utils.translation import gettext_lazy as _

from quizzes.bank.models import ItemBank


class BankForm(forms.Form):
    """The slug and the purpose of a bank are fixed once it is made."""

    title = forms.CharField(label=_("Title"), max_length=100)
    slug = forms.SlugField(
        label=_("Short name"), max_length=60, help_text=_("Small letters, digits and hyphens, like “a1-module”.")
    )
    purpose = forms.ChoiceField(
        label=_("Purpose"),
        choices=ItemBank.Purpose.choices,
        help_text=_("An item serves one purpose only: what was practised never turns up in an assessment."),
    )
