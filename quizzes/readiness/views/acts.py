"""What the screens of all announced acts share: the day and the reason, how far the queue is, the next step."""

from typing import Any, Protocol

from django import forms
from django.contrib import messages
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quizzes.bank.screens import Screen
from quizzes.readiness.models import AnnouncedAct
from quizzes.readiness.services import acts


class AnnouncementForm(forms.Form):
    """The last two fields of every proposal; a subclass says who reads the reason."""

    takes_effect_on = forms.DateField(
        label=gettext_lazy("Takes effect on"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=acts.MOST_REASON, widget=forms.Textarea(attrs={"rows": 3})
    )


class Service(Protocol):
    """The module that carries acts of one kind."""

    KIND: acts.Kind

    def confirm(self, *, act: Any, by: Any, now: Any) -> Any: ...
    def give_up(self, *, act: Any, by: Any, now: Any) -> None: ...
    def carry_on(self, *, act: Any, by: Any, now: Any) -> Any: ...


class ActScreen(Screen):
    """One act: what it is, what it does, and the next step."""

    service: Service

    def standing(self, act: AnnouncedAct) -> dict[str, Any]:
        """How far it is, for `quizzes/acts/`."""
        job = self.service.KIND.jobs_of(act).order_by("pk").last()
        return {
            "act": act,
            "job": job,
            "standing_still": act.works and (job is None or job.finished),
            "may_decide": self.user_has_permission("change"),
            "own": act.proposed_by_id == self.person.pk,
        }

    def step(self, act: AnnouncedAct, wanted: str | None) -> None:
        """What the pressed button asks for."""
        now = timezone.now()
        if wanted == "confirm":
            self.service.confirm(act=act, by=self.person, now=now)
            messages.success(self.request, _("The change is announced; it takes effect by itself on its day."))
        elif wanted == "give_up":
            self.service.give_up(act=act, by=self.person, now=now)
        else:
            self.service.carry_on(act=act, by=self.person, now=now)
