"""Shapes of what comes in; the services hold the rules."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from quizzes.framework.models import Competence
from quizzes.readiness.self_rating import ANSWERS, CAN, KNOW, Statements
from quizzes.readiness.services import attestations, contests
from quizzes.readiness.words import LEVELS


class ContestForm(forms.Form):
    decision = forms.IntegerField(widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("What do you think is not right?"),
        help_text=_("For example: a task that you did is missing, or a result does not look right to you."),
        min_length=contests.LEAST_TEXT,
        max_length=contests.MOST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class SelfRatingForm(forms.Form):
    """Two statements about one competence, each with the four answers of its kind."""

    know = forms.TypedChoiceField(coerce=int, widget=forms.RadioSelect)
    can = forms.TypedChoiceField(coerce=int, widget=forms.RadioSelect)

    def __init__(self, *args: Any, asked: Statements, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, kind, text in (("know", KNOW, asked.know), ("can", CAN, asked.can)):
            self.fields[name].label = text
            self.fields[name].choices = list(enumerate(ANSWERS[kind], start=1))  # type: ignore[attr-defined]


class LookForm(forms.Form):
    purpose = forms.CharField(
        label=_("What do you look at this for?"),
        help_text=_("The answer is kept in the audit log."),
        min_length=contests.LEAST_TEXT,
        max_length=200,
    )


class DecideForm(forms.Form):
    UPHELD = "upheld"

    outcome = forms.ChoiceField(label=_("Outcome"), widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("Reason"),
        help_text=_("The deputy reads it."),
        min_length=contests.LEAST_REASON,
        max_length=contests.MOST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, level_now: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = {0: _("Not at level 1 yet")} | LEVELS
        changed = [
            (str(level), _("Changed to “%(level)s”") % {"level": word})
            for level, word in words.items()
            if level != level_now
        ]
        self.fields["outcome"].choices = [(self.UPHELD, _("The level is upheld")), *changed]  # type: ignore[attr-defined]

    @property
    def upheld(self) -> bool:
        return bool(self.cleaned_data["outcome"] == self.UPHELD)

    @property
    def level(self) -> int | None:
        return None if self.upheld else int(self.cleaned_data["outcome"])


class AttestForm(forms.Form):
    client_id = forms.CharField(max_length=40, widget=forms.HiddenInput)
    competence = forms.ModelChoiceField(
        label=_("Competence"), queryset=Competence.objects.order_by("order"), empty_label=_("Please choose")
    )
    level = forms.TypedChoiceField(
        label=_("Level that was shown"),
        coerce=int,
        choices=[
            (3, _("Skilled: handles on duty what is not routine")),
            (4, _("Leading: leads, teaches, improves the work of others")),
        ],
        widget=forms.RadioSelect,
    )
    done_on = forms.DateField(
        label=_("When it was done"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        initial=timezone.localdate,
    )
    text = forms.CharField(
        label=_("What was done"),
        help_text=_("The occasion, what the deputy did, what came of it. No names of voters."),
        min_length=attestations.LEAST_TEXT,
        max_length=attestations.MOST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("The deputy reads it."),
        min_length=attestations.LEAST_TEXT,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
