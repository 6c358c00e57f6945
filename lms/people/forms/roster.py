"""Forms of the pages for rosters and deputies."""

from datetime import date

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.people.models import Mandate
from lms.people.roster.sheet import MAX_BYTES
from lms.people.services import mandates
from lms.web.errors import BadInput
from lms.web.uploads import no_larger_than

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def near(day: date) -> None:
    """A validator: what the services refuse, told beside the field."""
    try:
        mandates.refuse_far(day, now=timezone.now())
    except BadInput as refusal:
        raise forms.ValidationError(str(refusal)) from None


class UploadForm(forms.Form):
    """A roster, and the day from which its changes count."""

    file = forms.FileField(
        label=_("Roster file"),
        max_length=200,
        help_text=_("Excel or WPS (.xlsx) or .csv, up to 20 MB. One row for each mandate."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.txt"}),
        validators=[no_larger_than(MAX_BYTES)],
    )
    effective_on = forms.DateField(
        label=_("Changes count from"),
        help_text=_("The day of the decision, for mandates that end or begin in mid-term."),
        widget=DAY,
        validators=[near],
    )


class PurposeForm(forms.Form):
    """Why a telephone number is looked at."""

    purpose = forms.CharField(
        label=pgettext_lazy("purpose of a look", "What for"),
        max_length=200,
        help_text=_("For example: to tell of a training session. It is kept in the audit log."),
        widget=forms.TextInput,
    )


class StateForm(forms.Form):
    """A change of a mandate's state."""

    state = forms.ChoiceField(label=_("New state"), choices=Mandate.State.choices)
    effective_on = forms.DateField(label=_("From"), widget=DAY, validators=[near])
    reason = forms.CharField(
        label=_("Reason or document"),
        max_length=200,
        help_text=_("For example the number of the announcement."),
        widget=forms.TextInput,
    )
