from django import forms
from django.utils.translation import gettext_lazy as _


class ReportForm(forms.Form):
    """What staff write into a report; figures are not among it."""

    title = forms.CharField(label=_("Title of the report"), max_length=150)
    addressee = forms.CharField(
        label=_("To whom"),
        max_length=60,
        help_text=_("The council of chairpersons, or a session of the standing committee."),
    )
    problems = forms.CharField(
        label=_("Problems"),
        required=False,
        max_length=5000,
        help_text=_("One paragraph a line. Figures are filled in by the system; write no names."),
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    plans = forms.CharField(
        label=_("Next steps"),
        required=False,
        max_length=5000,
        help_text=_("One paragraph a line."),
        widget=forms.Textarea(attrs={"rows": 6}),
    )
