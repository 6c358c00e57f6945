from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from quizzes.bank.models import Task


class Observation(models.Model):
    """What an observer saw when a person did a task: `criteria` is {"points": the checklist as it stood, "pass_count"},
    `results` says by point's id what was met. Never changes; another try is another row. An accommodation (screen
    reader, voice input, typing on instruction) is not help. Written by `services.observations`; `client_id` makes
    sending the form twice harmless."""

    task = models.ForeignKey(Task, models.PROTECT, related_name="observations")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="observations")
    observer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="observations_made")
    client_id = models.CharField(max_length=40, unique=True)
    criteria = models.JSONField()
    results = models.JSONField()
    passed = models.BooleanField()
    assisted = models.BooleanField(default=False)
    accommodation = models.CharField(max_length=100, blank=True)
    note = models.CharField(max_length=500, blank=True)
    observed_at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    class Meta:
        verbose_name = _("observed task")
        verbose_name_plural = _("observed tasks")
        constraints = [
            models.CheckConstraint(condition=~Q(person=F("observer")), name="observation_by_somebody_else"),
        ]
        indexes = [models.Index(fields=["person", "task"], name="observation_of_person")]

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("An observation never changes; observe again")
        super().save(*args, **kwargs)
