"""A number: the author's form."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quizzes.types.accepted_forms import NumberForm, first_rows, table
from quizzes.types.interface import Content
from quizzes.types.numeric.content import NUMBERS
from quizzes.types.numeric.numbers import read


class UnitsForm(forms.Form):
    units = forms.CharField(
        label=gettext_lazy("Units"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy(
            "One a line with its factor: 元=1, 万元=10000. What is typed times the factor is compared with the right "
            "number. Leave it empty where no unit is asked for."
        ),
    )

    def clean_units(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for line in self.cleaned_data["units"].splitlines():
            unit, sign, factor = line.replace("＝", "=").partition("=")
            if not unit.strip():
                continue
            try:
                found[unit.strip()] = read(factor, ())[0] if sign else "1"
            except ValueError:
                raise forms.ValidationError(
                    _("“%(line)s” is no unit with its factor, such as 万元=10000.") % {"line": line.strip()[:40]}
                ) from None
        return found


class Editor:
    def __init__(self, data: QueryDict | None, content: Content | None) -> None:
        key = content[1] if content else {}
        rows = [row for row in key.get("answers", []) if "text" not in row]
        self.answers = table(NumberForm)(data, prefix="answer", initial=first_rows(rows))
        units = "\n".join(f"{unit}={factor}" for unit, factor in key.get("units", {}).items())
        self.units = UnitsForm(data, initial={"units": units})

    @property
    def forms(self) -> Sequence[Any]:
        return [self.answers.management_form, *self.answers, self.units]

    @property
    def errors(self) -> list[str]:
        return [str(error) for error in self.answers.non_form_errors()]

    def is_valid(self) -> bool:
        return all([self.answers.is_valid(), self.units.is_valid()])

    def content(self) -> Content:
        answers = []
        for form in self.answers:
            numbers = {name: _number(form.cleaned_data[name]) for name in NUMBERS if form.cleaned_data.get(name)}
            if numbers:
                answers.append(numbers | form.shared())
        units = self.units.cleaned_data["units"]
        return ({"units": list(units)} if units else {}), {"answers": answers} | ({"units": units} if units else {}), {}


def _number(text: str) -> str:
    """As an author types it; what is no number stays for `problems` to name."""
    try:
        return read(text, ())[0]
    except ValueError:
        return text
