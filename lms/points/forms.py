from django import forms
from django.utils.translation import gettext_lazy as _


class DecisionForm(forms.Form):
    """The document by which the client decides to show named rankings; rules are the service's."""

    document_no = forms.CharField(label=_("Document number"), max_length=60)
    decided_on = forms.DateField(label=_("Decided on"), widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(
        label=_("In force until"),
        help_text=_("One year at most; then the decision must be taken again."),
        widget=forms.DateInput(attrs={"type": "date"}),
    )
