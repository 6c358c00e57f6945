"""The form of a quiz's rules, in the words of whoever teaches."""

from itertools import pairwise
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from quizzes.bank import words
from quizzes.bank.models import ItemBank
from quizzes.delivery import policy as rules
from quizzes.delivery.models import Quiz, QuizSection
from quizzes.framework.models import Competence

MOST_SECTIONS, FEWEST_ROWS = 12, 4
CLOCK = "%Y-%m-%dT%H:%M"


def _borders() -> list[float]:
    """Halfway between two difficulties that have a word."""
    values = [value for value, _word in words.BANDS]
    return [(low + high) / 2 for low, high in pairwise(values)]


LOWEST = [("", pgettext_lazy("difficulty", "Any")), *zip(_borders(), [w for _v, w in words.BANDS[1:]], strict=True)]
HIGHEST = [("", pgettext_lazy("difficulty", "Any")), *zip(_borders(), [w for _v, w in words.BANDS[:-1]], strict=True)]


def _moment(label: Any, help_text: Any) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=CLOCK)
    return forms.DateTimeField(label=label, help_text=help_text, widget=widget, required=False)


class QuizForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=100)
    slug = forms.SlugField(
        label=_("Short name"), max_length=60, help_text=_("Small letters, digits and hyphens; part of the address.")
    )
    purpose = forms.ChoiceField(label=_("Purpose"), choices=Quiz.Purpose.choices)
    competence = forms.ModelChoiceField(Competence.objects.order_by("order"), label=_("Competence"), required=False)
    attempts = forms.IntegerField(
        label=_("Attempts"), min_value=1, max_value=20, required=False, help_text=_("Empty for no limit.")
    )
    wait_hours = forms.IntegerField(
        label=_("Hours between two attempts"),
        min_value=0,
        max_value=rules.LONGEST_WAIT,
        required=False,
        help_text=_("Time to read the lessons once more; empty or 0 for none. One day is 24."),
    )
    minutes = forms.IntegerField(
        label=_("Minutes"), min_value=1, max_value=300, required=False, help_text=_("Empty for no limit.")
    )
    opens_at = _moment(_("Opens at"), _("Nobody begins before. Empty for at once."))
    closes_at = _moment(
        _("Closes at"), _("Nobody begins after; who is under way then is handed in as it is. Empty for never.")
    )
    percent = forms.IntegerField(label=_("Percent of the points needed"), min_value=1, max_value=100)
    layout = forms.ChoiceField(
        label=_("Questions on a page"),
        choices=[
            ("one", pgettext_lazy("layout", "One question on a page (easier on a phone)")),
            ("all", pgettext_lazy("layout", "All questions on one page")),
        ],
        required=False,
    )
    navigation = forms.ChoiceField(
        label=_("Going back"),
        choices=[
            ("free", pgettext_lazy("navigation rule", "Every question can be opened and changed until handing in")),
            ("forward", pgettext_lazy("navigation rule", "Only forward: a question that was left stays as it is")),
        ],
        required=False,
    )
    feedback = forms.ChoiceField(
        label=_("Answers and explanations"),
        choices=[
            ("after_item", pgettext_lazy("feedback", "Shown after each question; its answer is final then")),
            ("after_attempt", pgettext_lazy("feedback", "Shown after handing in")),
            ("after_close", pgettext_lazy("feedback", "Shown once the quiz has closed for everybody")),
            ("never", pgettext_lazy("feedback", "Never shown")),
        ],
        help_text=_("A readiness test never shows them."),
    )
    shuffle_options = forms.BooleanField(label=_("Shuffle the options"), required=False)
    shuffle_items = forms.BooleanField(
        label=_("Mix the questions of all rows"),
        required=False,
        help_text=_("Otherwise they come row by row, as they stand in the table."),
    )
    open = forms.BooleanField(
        label=pgettext_lazy("quiz", "Open"),
        required=False,
        help_text=_("A closed quiz lets nobody begin; attempts under way go on."),
    )

    def clean_wait_hours(self) -> int:
        return self.cleaned_data["wait_hours"] or 0

    def clean_layout(self) -> str:
        return self.cleaned_data["layout"] or rules.DEFAULTS["layout"]

    def clean_navigation(self) -> str:
        return self.cleaned_data["navigation"] or rules.DEFAULTS["navigation"]


class SectionForm(forms.Form):
    """One draw; a row without a bank is none."""

    field_order = ["bank", "count"]
    bank = forms.ModelChoiceField(ItemBank.objects.all(), label=_("Bank"), required=False)
    competence = forms.ModelChoiceField(
        Competence.objects.order_by("order"),
        label=_("Competence"),
        required=False,
        empty_label=pgettext_lazy("competence", "Any"),
    )
    level = forms.TypedChoiceField(
        label=_("Level"),
        choices=[("", pgettext_lazy("level", "Any")), *words.LEVELS],
        coerce=int,
        empty_value=None,
        required=False,
    )
    min_band = forms.TypedChoiceField(
        label=_("Not easier than"), choices=LOWEST, coerce=float, empty_value=None, required=False
    )
    max_band = forms.TypedChoiceField(
        label=_("Not harder than"), choices=HIGHEST, coerce=float, empty_value=None, required=False
    )
    count = forms.IntegerField(label=_("How many items"), min_value=1, max_value=100, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("min_band", "max_band"):  # a border that came from a file keeps its number
            field, value = cast(Any, self.fields[name]), self.initial.get(name)
            if value is not None and value not in dict(field.choices):
                field.choices = [*field.choices, (value, f"{value:g}")]

    def clean(self) -> dict[str, Any]:
        fields: dict[str, Any] = super().clean() or {}
        if fields.get("bank") and not fields.get("count") and "count" not in self.errors:
            self.add_error("count", _("Say how many items to draw."))
        least, most = fields.get("min_band"), fields.get("max_band")
        if least is not None and most is not None and least > most:
            self.add_error("max_band", _("The range of difficulty must begin below its end."))
        return fields


SectionFormSet = forms.formset_factory(SectionForm, extra=0, max_num=MOST_SECTIONS, absolute_max=MOST_SECTIONS)
SAME = ("attempts", "wait_hours", "minutes", "layout", "navigation", "feedback", "shuffle_options", "shuffle_items")
"""Rules that the form asks for as they are stored."""


def first_values(quiz: Quiz | None) -> dict[str, Any]:
    if quiz is None:
        return {"percent": 60, "shuffle_options": True, "open": True, "attempts": 3, "feedback": "after_attempt"}
    policy = rules.complete(quiz.policy)
    return {name: policy[name] for name in SAME} | {
        "title": quiz.title,
        "slug": quiz.slug,
        "purpose": quiz.purpose,
        "competence": quiz.competence_id,
        "opens_at": rules.moment(policy["opens_at"]),
        "closes_at": rules.moment(policy["closes_at"]),
        "percent": round(100 * policy["pass_share"]),
        "open": quiz.open,
    }


def section_rows(quiz: Quiz | None) -> list[dict[str, Any]]:
    """The rows of the sections: those that are there, and empty ones, four at least."""
    rows = [_row(section) for section in quiz.sections.all()] if quiz else []
    wanted = min(MOST_SECTIONS, max(FEWEST_ROWS, len(rows) + 1))
    return rows + [{} for _row in range(wanted - len(rows))]


def _row(section: QuizSection) -> dict[str, Any]:
    return {
        "bank": section.bank_id,
        "competence": section.competence_id,
        "level": section.level,
        "min_band": section.min_band,
        "max_band": section.max_band,
        "count": section.count,
    }


def policy_of(fields: dict[str, Any], before: dict[str, Any]) -> dict[str, Any]:
    """The policy that was filled in. A share between two whole percents stays as it is while its percent stays."""
    share = before.get("pass_share")
    if share is None or round(100 * share) != fields["percent"]:
        share = fields["percent"] / 100
    return {name: fields[name] for name in (*SAME, "opens_at", "closes_at")} | {"pass_share": share}
