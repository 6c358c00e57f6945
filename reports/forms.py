from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from reports.models import Confirmation, NamedAnnex, ReportSchedule
from reports.services.shapes import shape_of, shapes

OF_A_SHAPE = {
    "number": (_("Document number"), _("As the registry gives it; leave the × until then.")),
    "signer": (_("Signatory"), _("Who signs the document off.")),
    "copies": (_("Copies to"), _("Ends with a full stop.")),
    "meeting": (_("At which meeting"), _("The line under the title; leave the × until the day is known.")),
    "reporter": (_("Who reports"), _("Post and name, a wide space between them.")),
}
"""What the fields of the shapes are called."""


class ReportForm(forms.Form):
    """What staff write into a report; figures are not among it. The fields of the report's shape follow."""

    shape = forms.ChoiceField(
        label=_("Shape of the report"),
        widget=forms.RadioSelect,
        help_text=_("After another choice, save: the fields that belong to it then stand below."),
    )
    title = forms.CharField(label=_("Title of the report"), max_length=150)
    addressee = forms.CharField(
        label=_("To whom"),
        max_length=60,
        help_text=_("It comes with the shape; change it only where your office writes it otherwise."),
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

    def __init__(self, *args: Any, shape: str, year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["shape"].choices = [(key, one.name) for key, one in shapes().items()]  # type: ignore[attr-defined]
        for name, proposed in shape_of(shape).proposed(year).items():
            label, help_text = OF_A_SHAPE[name]
            self.fields[name] = forms.CharField(
                label=label, help_text=help_text, required=False, max_length=120, initial=proposed
            )


class SmallForm(forms.Form):
    """One of several on a page: its fields have ids of their own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = f"{type(self).__name__.lower()}_%s"


class PersonForm(SmallForm):
    """Somebody without an account."""

    name = forms.CharField(label=pgettext_lazy("person", "Name"), max_length=60)
    post = forms.CharField(label=_("Post"), max_length=100, help_text=_("For example: deputy director of the office."))


class PaperForm(PersonForm):
    """The scan of a paper that this person signed."""

    words = forms.CharField(label=_("Remark"), required=False, max_length=1000)
    file = forms.FileField(label=_("Scan of the signed paper"), help_text=_("PDF or JPG, at most 20 MB."))


class FinalForm(SmallForm):
    file = forms.FileField(label=_("Finished document"), help_text=_("A .docx from Word or WPS."))


class AnswerForm(forms.Form):
    """What the reader of a one-time link answers."""

    choice = forms.ChoiceField(
        label=_("Your word on the report"),
        widget=forms.RadioSelect,
        choices=[
            (Confirmation.Answer.AGREED, _("I agree")),
            (Confirmation.Answer.RETURNED, _("It has to be changed")),
        ],
    )
    words = forms.CharField(
        label=_("What has to be changed, or a remark"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    name = forms.CharField(label=_("Your name"), max_length=60, help_text=_("As it stands above."))


class ReceiptForm(forms.Form):
    """What the receiver of a report answers."""

    words = forms.CharField(label=_("Number of receipt, or a remark"), required=False, max_length=1000)
    name = forms.CharField(label=_("Your name"), max_length=60, help_text=_("As it stands above."))


class ScheduleForm(forms.Form):
    period = forms.ChoiceField(label=_("How often"), choices=ReportSchedule.Period.choices)
    next_on = forms.DateField(
        label=_("Next report on"),
        help_text=_("Two weeks before, the staff are reminded; on the day a snapshot is taken."),
        widget=forms.DateInput(attrs={"type": "date"}),
    )


class NamedAnnexForm(forms.ModelForm[NamedAnnex]):
    """The request of the standing committee for a list with names."""

    class Meta:
        model = NamedAnnex
        fields = ("document", "dated", "asked_by", "holds")
        widgets = {"dated": forms.DateInput(attrs={"type": "date"})}
