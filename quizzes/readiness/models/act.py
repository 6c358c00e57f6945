from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class AnnouncedAct(models.Model):
    """What acts have in common that change what many people have: proposed by a member of the committee with date and
    reason, foretold by the queue, confirmed (and thereby announced) by another member, carried out by the queue from
    its day on. Written by `services.acts` for the service of each kind. `open` is True until it is finished or given
    up. `cursor` is the last subject that the queue dealt with in this state."""

    class State(models.TextChoices):
        FORETELLING = "foretelling", pgettext_lazy("announced run", "Being foretold")
        FORETOLD = "foretold", pgettext_lazy("announced run", "Waits for a second person")
        ANNOUNCED = "announced", pgettext_lazy("announced run", "Announced")
        RUNNING = "running", pgettext_lazy("announced run", "Under way")
        FINISHED = "finished", pgettext_lazy("announced run", "Finished")
        WITHDRAWN = "withdrawn", pgettext_lazy("announced run", "Given up")

    takes_effect_on = models.DateField(_("Takes effect on"))
    reason = models.CharField(_("Reason"), max_length=200)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.FORETELLING)
    open = models.BooleanField(default=True)
    cursor = models.BigIntegerField(default=0)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True
        ordering = ["-proposed_at", "-pk"]

    @property
    def works(self) -> bool:
        """Whether the queue is at it."""
        return self.state in (self.State.FORETELLING, self.State.RUNNING)
