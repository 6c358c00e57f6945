"""The form of a design of certificates."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from certificates.models import Design, Kind
from certificates.wording import LAYOUTS, Signatory, Wording
from courses.models import Programme
from lms.web.errors import BadInput


class DesignForm(forms.Form):
    """All that a design says; `wording()` once it is valid. Kind and programme are chosen once."""

    title = forms.CharField(label=gettext_lazy("Name of the design"), max_length=80)
    kind = forms.ChoiceField(label=pgettext_lazy("certificate", "Kind"), choices=Kind.choices)
    programme = forms.ModelChoiceField(
        Programme.objects.order_by("title"),
        label=gettext_lazy("Programme"),
        required=False,
        empty_label=gettext_lazy("all without a design of their own"),
    )
    layout = forms.ChoiceField(label=gettext_lazy("Layout"), choices=LAYOUTS)
    heading = forms.CharField(label=gettext_lazy("Heading"), max_length=12)
    lead = forms.CharField(label=gettext_lazy("Line above the programme"), max_length=60, required=False)
    award = forms.CharField(
        label=gettext_lazy("Sentence below the programme"),
        max_length=120,
        help_text=gettext_lazy(
            "In braces, what the certificate fills in: {hours}, {programme}, {level}, {level_day}, {term}."
        ),
    )
    note = forms.CharField(label=gettext_lazy("Small note"), max_length=90, required=False)
    show_term = forms.BooleanField(label=gettext_lazy("Name the congress and its term"), required=False)
    show_level = forms.BooleanField(label=gettext_lazy("Name the grade of readiness, if there is one"), required=False)
    signatories = forms.CharField(
        label=gettext_lazy("Who stands under it"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy(
            "One line each: office, colon, name. Without a name there is a line to sign by hand. No picture of a seal "
            "or of a signature is possible: paper copies are stamped by hand."
        ),
    )

    def __init__(self, data: Any = None, *, design: Design | None = None, wording: Wording | None = None) -> None:
        wording = wording or Wording.supplied(Kind.COMPLETION)
        initial: dict[str, Any] = {name: value for name, value in wording.content().items() if name != "signatories"}
        initial["signatories"] = "\n".join(f"{one.office}：{one.name}" for one in wording.signatories)
        if design is not None:
            initial |= {"title": design.title, "kind": design.kind, "programme": design.programme_id}
        super().__init__(data, initial=initial)
        if design is not None:
            self.fields["kind"].disabled = self.fields["programme"].disabled = True

    def wording(self) -> Wording:
        """What was entered."""
        own = {name: self.cleaned_data[name] for name in Wording.__dataclass_fields__ if name != "signatories"}
        return Wording(**own, signatories=tuple(_signatories(self.cleaned_data["signatories"])))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not self.errors:
            try:
                self.wording().check()
            except BadInput as wrong:
                raise forms.ValidationError(str(wrong)) from wrong
        return given


def _signatories(text: str) -> list[Signatory]:
    found = []
    for line in filter(None, map(str.strip, text.splitlines())):
        office, _colon, name = line.replace(":", "：", 1).partition("：")
        if len(office) > 24 or len(name) > 24:
            raise BadInput(_("Office and name may have 24 characters each: “%(line)s”.") % {"line": line[:40]})
        found.append(Signatory(office.strip(), name.strip()))
    return found
