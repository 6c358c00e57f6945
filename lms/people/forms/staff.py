"""Forms of the administrators' pages."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.people.models import OrganisingUnit, Role
from lms.people.models.role import OF_A_UNIT


class GrantForm(forms.Form):
    """A role, and the unit where the role needs one."""

    role = forms.ChoiceField(label=pgettext_lazy("field", "Role"), choices=Role.choices)
    unit = forms.ModelChoiceField(
        OrganisingUnit.objects.order_by("position", "pk"),
        label=_("Unit"),
        required=False,
        empty_label=_("no unit"),
        help_text=_("Needed for organisers and chairs only."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("role") in OF_A_UNIT and not cleaned.get("unit"):
            self.add_error("unit", _("This role belongs to a town or street: choose the unit."))
        return cleaned


class NewAccountForm(GrantForm):
    """Somebody of the staff with a first role."""

    name = forms.CharField(label=_("Name"), max_length=64)
    username = forms.CharField(
        label=_("User name"),
        max_length=32,
        help_text=_("3 to 32 small letters, digits, dots or hyphens, beginning with a letter."),
    )
    field_order = ("name", "username", "role", "unit")


class ReasonForm(forms.Form):
    """Why an account is closed or opened."""

    reason = forms.CharField(
        label=_("Reason"), max_length=200, help_text=_("It is kept in the audit log."), widget=forms.TextInput
    )


class AuditFilterForm(forms.Form):
    """What the audit page is narrowed to; every field may be empty."""

    verb = forms.ChoiceField(label=_("What was done"), required=False)
    person = forms.CharField(label=_("By whom (name or user name)"), required=False, max_length=64)
    since = forms.DateField(
        label=pgettext_lazy("day", "From"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        label=pgettext_lazy("day", "Until"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, *args: Any, verbs: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["verb"].choices = [("", _("everything")), *verbs]  # type: ignore[attr-defined]
