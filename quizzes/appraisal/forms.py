"""Shapes of what comes in; the services hold the rules."""

from django import forms
from django.utils.translation import gettext_lazy as _

from quizzes.appraisal.services import booklets, cases, designs


class RoundForm(forms.Form):
    design = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("What is the new round for?"),
        help_text=_("For example: end of the first year. It is kept in the audit log."),
        min_length=designs.LEAST_REASON,
        max_length=200,
    )


class OfferForm(forms.Form):
    reason = forms.CharField(
        label=_("Why is another form offered?"),
        help_text=_("The deputy reads it."),
        min_length=booklets.LEAST_REASON,
        max_length=200,
    )


class DecideForm(forms.Form):
    COUNTS, ANEW = "counts", "anew"

    outcome = forms.ChoiceField(
        label=_("Outcome"),
        choices=[
            (COUNTS, _("The result counts")),
            (ANEW, _("A new test with other questions is offered; this result is set aside")),
        ],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("The deputy reads it."),
        min_length=cases.LEAST_REASON,
        max_length=cases.MOST_REASON,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
