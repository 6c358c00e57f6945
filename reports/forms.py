from django import forms
from django.utils.translation import gettext_lazy as _

from reports.models import NamedAnnex


class ReportForm(forms.Form):
    """What staff write into a report; figures are not among it."""

    title = forms.CharField(label=_("Title of the report"), max_length=150)
    addressee = forms.CharField(
        label=_("To whom"),
        max_length=60,
        help_text=_("The council of chairpersons, or a session of the standing committee."),
    )
    opening = forms.CharField(
        label=_("Opening"),
        required=False,
        max_length=1000,
        help_text=_("Guiding thought and basis, one paragraph. The day of the figures is added by the system."),
        widget=forms.Textarea(attrs={"rows": 4}),
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
    requests = forms.CharField(
        label=_("What the meeting is asked to decide"),
        required=False,
        max_length=2000,
        help_text=_("One request a line. The first sentence of each stands among the key points on the first page."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    national = forms.BooleanField(
        label=_("Tell the figure of the national survey"),
        required=False,
        help_text=_("It is told with the remark that the survey measures otherwise and is not to be compared."),
    )


class NamedAnnexForm(forms.ModelForm[NamedAnnex]):
    """The request of the standing committee for a list with names."""

    class Meta:
        model = NamedAnnex
        fields = ("document", "dated", "asked_by", "holds")
        widgets = {"dated": forms.DateInput(attrs={"type": "date"})}
