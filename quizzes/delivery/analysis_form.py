"""What the list of item figures can be narrowed down to; all of it stands in the address."""

from typing import Any

from django import forms
from django.db.models import TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.people.models import Person
from quizzes.bank.models import ItemBank
from quizzes.delivery import advice
from quizzes.delivery.models import Quiz
from quizzes.delivery.models.statistic import ItemStatisticQuerySet

ORDERS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "": (pgettext_lazy("order of items", "Most urgent first"), ("-urgency", "discrimination", "pk")),
    "facility": (pgettext_lazy("order of items", "Hardest first"), ("facility", "pk")),
    "discrimination": (pgettext_lazy("order of items", "Least telling first"), ("discrimination", "pk")),
    "seconds": (pgettext_lazy("order of items", "Slowest first"), ("-seconds", "pk")),
    "slug": (pgettext_lazy("order of items", "By short name"), ("version__item__slug",)),
}


class AnalysisForm(forms.Form):
    bank = forms.ModelChoiceField(ItemBank.objects.all(), label=_("Bank"), required=False, empty_label=_("All banks"))
    quiz = forms.ModelChoiceField(Quiz.objects.all(), label=_("Quiz"), required=False, empty_label=_("All quizzes"))
    sign = forms.ChoiceField(label=_("What stands out"), required=False)
    order = forms.ChoiceField(
        label=pgettext_lazy("list", "Order"), required=False, choices=[(code, one[0]) for code, one in ORDERS.items()]
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["bank"].queryset = ItemBank.objects.open_to(person)  # type: ignore[attr-defined]
        signs = [("", _("All items")), ("any", _("All that need a look")), *advice.SIGN_WORDS.items()]
        self.fields["sign"].choices = signs  # type: ignore[attr-defined]

    def chosen(self, name: str) -> Any:
        """What was chosen there; None where nothing sensible was."""
        self.is_valid()
        return self.cleaned_data.get(name)

    def narrow(self, rows: ItemStatisticQuerySet) -> ItemStatisticQuerySet:
        """The rows that are asked for, in the order that is asked for; those without figures come last."""
        bank, quiz, sign = (self.chosen(name) for name in ("bank", "quiz", "sign"))
        if bank:
            rows = rows.filter(version__item__bank=bank)
        if quiz:
            rows = rows.filter(version__item__bank__in=quiz.sections.values("bank"))
        if sign == "any":
            rows = rows.filter(urgency__gt=0)
        elif sign:
            rows = rows.annotate(written=Cast("signs", TextField())).filter(written__contains=f'"{sign}"')
        _label, order = ORDERS[self.chosen("order") or ""]
        return rows.order_by("no_figure", *order)  # type: ignore[misc]  # annotated by the caller
