"""The form of one practical task; whether it is complete is `validation`'s to say."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from quizzes.bank import words
from quizzes.bank.models import Task
from quizzes.framework.models import Competence

MOST_POINTS, FEWEST_ROWS = 12, 6


class TaskForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=100, required=False)
    slug = forms.SlugField(
        label=_("Short name"), max_length=60, help_text=_("Small letters, digits and hyphens; part of the address.")
    )
    brief = forms.CharField(label=_("What to do"), required=False, widget=forms.Textarea(attrs={"rows": 5}))
    competence = forms.ModelChoiceField(Competence.objects.order_by("order"), label=_("Competence"))
    level = forms.TypedChoiceField(choices=words.LEVELS, coerce=int, label=_("Level"))
    pass_count = forms.IntegerField(
        label=_("How many must be met"),
        min_value=1,
        max_value=MOST_POINTS,
        help_text=_("Every indispensable point counts among them."),
    )


class PointForm(forms.Form):
    """One point of the checklist; a row without a text is none."""

    id = forms.RegexField(r"^[a-z0-9_-]{1,40}$", required=False, widget=forms.HiddenInput)
    text = forms.CharField(label=_("What must be seen"), max_length=200, required=False)
    must = forms.BooleanField(label=pgettext_lazy("point of a checklist", "Indispensable"), required=False)


PointFormSet = forms.formset_factory(PointForm, extra=0, max_num=MOST_POINTS, absolute_max=MOST_POINTS)


def first_values(task: Task | None) -> dict[str, Any]:
    if task is None:
        return {"level": 2}
    return {
        "title": task.title,
        "slug": task.slug,
        "brief": task.brief,
        "competence": task.competence_id,
        "level": task.level,
        "pass_count": task.pass_count,
    }


def point_rows(task: Task | None) -> list[dict[str, Any]]:
    """The rows of the checklist: those that are there, and empty ones, six at least."""
    rows: list[dict[str, Any]] = list(task.criteria) if task else []
    wanted = min(MOST_POINTS, max(FEWEST_ROWS, len(rows) + 2))
    return rows + [{} for _row in range(wanted - len(rows))]


def criteria_of(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The checklist that was filled in; a new point gets the next free number as its identifier."""
    rows = [row for row in rows if row.get("text", "").strip()]
    taken = {row["id"] for row in rows if row.get("id")}
    free = (f"p{number}" for number in range(1, 100) if f"p{number}" not in taken)
    return [
        {"id": row.get("id") or next(free), "text": row["text"].strip(), "must": bool(row.get("must"))} for row in rows
    ]
