"""Forms of the programme; those of the training sessions stand in `forms_training`."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from courses.models import HourEntry, Programme, ProgrammeModule
from courses.services.programmes import Uses
from lms.people.models import Congress, Mandate, Term

MODES = [HourEntry.Mode.ONLINE, HourEntry.Mode.CLASSROOM, HourEntry.Mode.LIVE, HourEntry.Mode.FIELD]


class ProgrammeRulesForm(forms.Form):
    """Shows the rules field by field and gives them back as the programme keeps them."""

    term = forms.ModelChoiceField(Term.objects.none(), label=_("Term"), required=False)
    basis_title = forms.CharField(label=_("Basis document"), max_length=150)
    basis_number = forms.CharField(label=_("Document number"), max_length=100, required=False)
    basis_date = forms.DateField(
        label=_("Date of the document"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    basis_organ = forms.CharField(label=pgettext_lazy("basis", "Issued by"), max_length=100, required=False)
    levels = forms.MultipleChoiceField(
        label=_("For deputies of"), choices=Congress.Level.choices, widget=forms.CheckboxSelectMultiple
    )
    origins = forms.MultipleChoiceField(
        label=_("Elected how"), choices=Mandate.Origin.choices, widget=forms.CheckboxSelectMultiple
    )
    note = forms.CharField(label=_("Note on the audience"), required=False, widget=forms.Textarea({"rows": 4}))
    starts = forms.DateField(label=_("Begins"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    ends = forms.DateField(label=_("Ends"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    hours_min = forms.DecimalField(label=_("Class hours needed"), min_value=0, max_digits=4, decimal_places=1)
    pass_text = forms.CharField(label=_("Pass rule in words"), widget=forms.Textarea({"rows": 4}))
    makeup_text = forms.CharField(label=_("Make-up rule in words"), widget=forms.Textarea({"rows": 4}))
    state_district = forms.ChoiceField(label=_("State in the district"), choices=Programme.State.choices)
    state_township = forms.ChoiceField(label=_("State in the towns"), choices=Programme.State.choices)
    live = forms.BooleanField(
        label=_("Offered"), required=False, help_text=_("Deputies are enrolled and certificates are issued.")
    )

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **({"initial": _initial(programme)} | kwargs))
        self.programme = programme
        self.rows = list(programme.programme_modules.select_related("module").order_by("order", "pk"))
        self.fields["term"].queryset = Term.objects.select_related("congress")  # type: ignore[attr-defined]
        for mode in MODES:
            self.fields[f"hours_{mode.value}"] = forms.DecimalField(
                label=mode.label,
                required=False,
                min_value=0,
                max_digits=4,
                decimal_places=1,
                initial=programme.hours.get(mode.value),
            )
        for row in self.rows:
            self.fields[f"core_{row.pk}"] = forms.MultipleChoiceField(
                label=row.module.title,
                choices=Congress.Level.choices,
                required=False,
                widget=forms.CheckboxSelectMultiple,
                initial=row.core_for,
            )
            self.fields[f"use_hours_{row.pk}"] = forms.DecimalField(
                label=_("Class hours"), min_value=0, max_digits=4, decimal_places=1, initial=row.hours
            )

    def mode_fields(self) -> list[forms.BoundField]:
        return [self[f"hours_{mode.value}"] for mode in MODES]

    def module_fields(self) -> list[tuple[ProgrammeModule, forms.BoundField, forms.BoundField]]:
        return [(row, self[f"core_{row.pk}"], self[f"use_hours_{row.pk}"]) for row in self.rows]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("starts") and data.get("ends") and data["ends"] < data["starts"]:
            self.add_error("ends", _("The end lies before the beginning."))
        return data

    def changes(self) -> dict[str, Any]:
        """The rules as the programme keeps them."""
        data, programme = self.cleaned_data, self.programme
        hours = {mode.value: float(data[f"hours_{mode.value}"]) for mode in MODES if data[f"hours_{mode.value}"]}
        return {
            "term": data["term"],
            "basis": {
                "title": data["basis_title"],
                "number": data["basis_number"],
                "date": data["basis_date"].isoformat() if data["basis_date"] else None,
                "organ": data["basis_organ"],
            },
            "audience": {"levels": data["levels"], "origins": data["origins"], "note": data["note"]},
            "starts": data["starts"],
            "ends": data["ends"],
            "hours": hours,
            "pass_rule": programme.pass_rule
            | {"core_modules": "all", "hours_min": float(data["hours_min"]), "text": data["pass_text"]},
            "makeup_rule": programme.makeup_rule | {"text": data["makeup_text"]},
            "state_district": data["state_district"],
            "state_township": data["state_township"],
            "live": data["live"],
        }

    def uses(self) -> Uses:
        data = self.cleaned_data
        return {row.pk: (data[f"core_{row.pk}"], Decimal(data[f"use_hours_{row.pk}"])) for row in self.rows}


def _initial(programme: Programme) -> dict[str, Any]:
    basis, audience = programme.basis, programme.audience
    return {
        "term": programme.term_id,
        "basis_title": basis.get("title", ""),
        "basis_number": basis.get("number", ""),
        "basis_date": basis.get("date"),
        "basis_organ": basis.get("organ", ""),
        "levels": audience.get("levels", []),
        "origins": audience.get("origins", []),
        "note": audience.get("note", ""),
        "starts": programme.starts,
        "ends": programme.ends,
        "hours_min": programme.pass_rule.get("hours_min", 0),
        "pass_text": programme.pass_rule.get("text", ""),
        "makeup_text": programme.makeup_rule.get("text", ""),
        "state_district": programme.state_district,
        "state_township": programme.state_township,
        "live": programme.live,
    }
