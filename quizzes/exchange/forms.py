"""Forms of the screens for import and export: they check shapes only."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.people.models import Person
from lms.web.uploads import no_larger_than
from quizzes.bank import words
from quizzes.bank.models import ItemBank
from quizzes.exchange import formats
from quizzes.exchange.reading.limits import MAX_BYTES
from quizzes.framework.models import Competence


def _endings() -> str:
    return ",".join(sorted({ending for found in formats.all_formats().values() for ending in found.ENDINGS}))


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("File of questions"),
        max_length=200,
        help_text=_("Our Excel or Word template, csv, text, GIFT, Moodle XML, Aiken or QTI; up to 20 MB."),
        validators=[no_larger_than(MAX_BYTES)],
    )
    bank = forms.ModelChoiceField(ItemBank.objects.none(), label=_("Into the bank"))
    competence = forms.ModelChoiceField(
        Competence.objects.order_by("order"),
        label=_("Competence"),
        required=False,
        empty_label=_("as the file says"),
        help_text=_("For questions of which the file does not say it."),
    )
    level = forms.TypedChoiceField(
        choices=[("", _("as the file says")), *words.LEVELS],
        coerce=int,
        empty_value=None,
        required=False,
        label=_("Level"),
    )
    format = forms.ChoiceField(label=_("Format"), required=False)

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["bank"].queryset = ItemBank.objects.open_to(person)  # type: ignore[attr-defined]
        self.fields["file"].widget.attrs["accept"] = _endings()
        known = [(name, found.LABEL) for name, found in formats.all_formats().items()]
        self.fields["format"].choices = [("", _("find out")), *known]  # type: ignore[attr-defined]


class ExportForm(forms.Form):
    bank = forms.ModelChoiceField(ItemBank.objects.none(), label=_("Bank"))
    format = forms.ChoiceField(label=_("Format"))

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["bank"].queryset = ItemBank.objects.open_to(person)  # type: ignore[attr-defined]
        self.fields["format"].choices = [  # type: ignore[attr-defined]
            (name, found.LABEL) for name, found in formats.writable_formats().items()
        ]
