"""The form of a quiz's rules."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from quizzes.bank import words
from quizzes.bank.models import ItemBank
from quizzes.delivery.models import Quiz
from quizzes.framework.models import Competence

MOST_SECTIONS, FEWEST_ROWS = 12, 4


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
    minutes = forms.IntegerField(
        label=_("Minutes"), min_value=1, max_value=300, required=False, help_text=_("Empty for no limit.")
    )
    percent = forms.IntegerField(label=_("Percent of the points needed"), min_value=1, max_value=100)
    feedback = forms.ChoiceField(
        label=_("Answers and explanations"),
        choices=[
            ("after_attempt", pgettext_lazy("feedback", "Shown after handing in")),
            ("never", pgettext_lazy("feedback", "Never shown")),
        ],
    )
    shuffle_options = forms.BooleanField(label=_("Shuffle the options"), required=False)
    open = forms.BooleanField(
        label=pgettext_lazy("quiz", "Open"),
        required=False,
        help_text=_("A closed quiz lets nobody begin; attempts under way go on."),
    )


class SectionForm(forms.Form):
    """One draw; a row without a bank is none."""

    bank = forms.ModelChoiceField(ItemBank.objects.all(), label=_("Bank"), required=False)
    level = forms.TypedChoiceField(
        label=_("Level"),
        choices=[("", pgettext_lazy("level", "Any")), *words.LEVELS],
        coerce=int,
        empty_value=None,
        required=False,
    )
    count = forms.IntegerField(label=_("How many items"), min_value=1, max_value=100, required=False)

    def clean(self) -> dict[str, Any]:
        fields: dict[str, Any] = super().clean() or {}
        if fields.get("bank") and not fields.get("count") and "count" not in self.errors:
            self.add_error("count", _("Say how many items to draw."))
        return fields


SectionFormSet = forms.formset_factory(SectionForm, extra=0, max_num=MOST_SECTIONS, absolute_max=MOST_SECTIONS)


def first_values(quiz: Quiz | None) -> dict[str, Any]:
    if quiz is None:
        return {"percent": 60, "shuffle_options": True, "open": True, "attempts": 3}
    policy = quiz.policy
    return {
        "title": quiz.title,
        "slug": quiz.slug,
        "purpose": quiz.purpose,
        "competence": quiz.competence_id,
        "attempts": policy.get("attempts"),
        "minutes": policy.get("minutes"),
        "percent": round(100 * policy.get("pass_share", 0.6)),
        "feedback": policy.get("feedback"),
        "shuffle_options": policy.get("shuffle_options", True),
        "open": quiz.open,
    }


def section_rows(quiz: Quiz | None) -> list[dict[str, Any]]:
    """The rows of the sections: those that are there, and empty ones, four at least."""
    rows: list[dict[str, Any]] = (
        [{"bank": row.bank_id, "level": row.level, "count": row.count} for row in quiz.sections.all()] if quiz else []
    )
    wanted = min(MOST_SECTIONS, max(FEWEST_ROWS, len(rows) + 1))
    return rows + [{} for _row in range(wanted - len(rows))]


def policy_of(fields: dict[str, Any], before: dict[str, Any]) -> dict[str, Any]:
    """The policy that was filled in. A share between two whole percents stays as it is while its percent stays."""
    share = before.get("pass_share")
    if share is None or round(100 * share) != fields["percent"]:
        share = fields["percent"] / 100
    return {
        "attempts": fields["attempts"],
        "pass_share": share,
        "minutes": fields["minutes"],
        "feedback": fields["feedback"],
        "shuffle_options": fields["shuffle_options"],
    }
