"""The forms of training sessions, of hours from elsewhere and of further attempts."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from courses.models import Cohort, Programme, TrainingSession
from courses.permissions import units_in_hand
from courses.services.sessions import Plan
from lms.people.models import OrganisingUnit, Person, Role
from lms.people.permissions import has_role


def _date() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def _time() -> forms.TimeInput:
    return forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class SessionForm(forms.Form):
    """What a session is to be. `revision` is the state that the editor read."""

    programme = forms.ModelChoiceField(Programme.objects.none(), label=_("Programme"))
    unit = forms.ModelChoiceField(
        OrganisingUnit.objects.none(), label=_("For whom"), empty_label=_("The whole district"), required=False
    )
    cohort = forms.ModelChoiceField(
        Cohort.objects.none(), label=_("Class group"), empty_label=_("Everybody in the programme"), required=False
    )
    kind = forms.ChoiceField(label=pgettext_lazy("session", "Kind"), choices=TrainingSession.Kind.choices)
    title = forms.CharField(label=_("Title"), max_length=100)
    day = forms.DateField(label=_("Day"), widget=_date())
    starts = forms.TimeField(label=_("Begins at"), widget=_time())
    ends = forms.TimeField(label=_("Ends at"), widget=_time())
    hours = forms.DecimalField(
        label=_("Class hours"),
        min_value=Decimal("0.5"),
        max_value=Decimal(100),
        decimal_places=1,
        help_text=_("Credited to whoever was present or made the class up."),
    )
    place = forms.CharField(
        label=_("Place"), max_length=100, required=False, help_text=_("Not needed for a broadcast.")
    )
    teacher = forms.CharField(label=_("Teacher"), max_length=60, required=False)
    entry_link = forms.URLField(
        label=_("Link to enter the broadcast"),
        required=False,
        assume_scheme="https",
        help_text=_("Shown to participants from half an hour before to half an hour after the broadcast."),
    )
    replay_link = forms.URLField(label=_("Link to the replay"), required=False, assume_scheme="https")
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, by: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = Programme.objects.visible_to(by).filter(live=True)
        self.fields["programme"].queryset = offered  # type: ignore[attr-defined]
        if len(only := list(offered[:2])) == 1:
            self.fields["programme"].initial = only[0]
        self.fields["cohort"].queryset = Cohort.objects.order_by("-starts", "name")  # type: ignore[attr-defined]
        self.fields["unit"].queryset = units_in_hand(by)  # type: ignore[attr-defined]
        if not has_role(by, Role.COMMITTEE):
            self.fields["unit"].required = True
            self.fields["unit"].empty_label = None  # type: ignore[attr-defined]
        if not Cohort.objects.exists():
            del self.fields["cohort"]

    def plan(self) -> Plan:
        """The cleaned form as a plan."""
        data = self.cleaned_data
        return Plan(
            programme=data["programme"],
            unit=data["unit"],
            cohort=data.get("cohort"),
            kind=data["kind"],
            title=data["title"].strip(),
            starts_at=_at(data["day"], data["starts"]),
            ends_at=_at(data["day"], data["ends"]),
            hours=data["hours"],
            place=data["place"].strip(),
            teacher=data["teacher"].strip(),
            entry_link=data["entry_link"],
            replay_link=data["replay_link"],
        )


def _at(day: Any, moment: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, moment))


def initial_of(session: TrainingSession) -> dict[str, Any]:
    """The form's values for a session that exists."""
    start, end = timezone.localtime(session.starts_at), timezone.localtime(session.ends_at)
    same = ("programme", "unit", "cohort", "kind", "title", "hours", "place", "teacher", "entry_link", "replay_link")
    values = {name: getattr(session, name) for name in same}
    return values | {"day": start.date(), "starts": start.time(), "ends": end.time(), "revision": session.revision}


class CancelForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=200, help_text=_("The participants will read it."))
    revision = forms.IntegerField(widget=forms.HiddenInput)


class LeaveForm(forms.Form):
    reason = forms.CharField(
        label=_("Why I cannot come"),
        max_length=200,
        help_text=_("A few words are enough. Only your organiser reads it."),
    )


class HoursForm(forms.Form):
    """Hours from elsewhere for one deputy."""

    programme = forms.ModelChoiceField(Programme.objects.filter(live=True), label=_("Programme"), empty_label=None)
    hours = forms.DecimalField(
        label=_("Class hours"), min_value=Decimal("0.5"), max_value=Decimal(100), decimal_places=1
    )
    document = forms.CharField(
        label=_("Document"),
        max_length=200,
        help_text=_("Name or number of what proves the hours, for example a certificate of the Party school."),
    )


class ExtensionForm(forms.Form):
    reason = forms.CharField(
        label=_("Further training given"), max_length=200, help_text=_("When it was, and who taught.")
    )
    until = forms.DateField(label=_("Can be used until"), widget=_date())
