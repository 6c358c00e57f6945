"""What is granted to one person for one quiz; only what the quiz's rules limit can be widened."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from quizzes.delivery.models import Quiz
from quizzes.delivery.services.extensions import MOST_ATTEMPTS, MOST_MINUTES, Grant

CLOCK = "%Y-%m-%dT%H:%M"


def _moment(label: Any) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=CLOCK)
    return forms.DateTimeField(label=label, widget=widget, required=False)


class ExtensionForm(forms.Form):
    minutes = forms.IntegerField(
        label=_("More minutes"),
        min_value=0,
        max_value=MOST_MINUTES,
        required=False,
        help_text=_("A sitting under way gets them at once."),
    )
    attempts = forms.IntegerField(label=_("More attempts"), min_value=0, max_value=MOST_ATTEMPTS, required=False)
    opens_at = _moment(_("Opens already at"))
    closes_at = _moment(_("Closes only at"))
    reason = forms.CharField(
        label=_("Reason"), max_length=200, help_text=_("For example eyesight, illness, or further training given.")
    )
    until = forms.DateField(
        label=_("Holds until"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("The last day on which a sitting begun still has it."),
    )

    def __init__(self, *args: Any, quiz: Quiz, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("minutes", "attempts", "opens_at", "closes_at"):
            if not quiz.policy.get(name):
                del self.fields[name]
        self.fields["until"].initial = timezone.localdate(now) + timedelta(days=30)

    @property
    def can_grant(self) -> bool:
        """Whether the quiz limits anything at all."""
        return len(self.fields) > 2

    def grant(self) -> Grant:
        fields = self.cleaned_data
        return Grant(
            minutes=fields.get("minutes") or 0,
            attempts=fields.get("attempts") or 0,
            opens_at=fields.get("opens_at"),
            closes_at=fields.get("closes_at"),
        )
