from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _


class Job(models.Model):
    """One row per piece of work for the queue. `key` makes asking twice harmless; `starts` counts how often a worker
    began since the last finished chunk, because the queue itself does not count workers that died. Written by
    `services.jobs` alone; key, func and kwargs never change."""

    class State(models.TextChoices):
        QUEUED = "queued", _("waiting in the queue")
        RUNNING = "running", _("being worked on")
        DONE = "done", _("finished")
        FAILED = "failed", _("refused")
        GIVEN_UP = "given_up", _("given up after three starts")

    FINAL: ClassVar[frozenset[str]] = frozenset({State.DONE, State.FAILED, State.GIVEN_UP})

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    key = models.CharField(max_length=200, unique=True)
    func = models.CharField(max_length=200)
    kwargs = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED, db_index=True)
    starts = models.PositiveSmallIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    message = models.CharField(max_length=500, blank=True)
    last_beat = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    created_by_uuid = models.UUIDField(null=True, blank=True)

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        ordering = ["-created_at", "-pk"]

    @property
    def finished(self) -> bool:
        return self.state in self.FINAL

    @property
    def percent(self) -> int:
        return 100 * min(self.done, self.total) // self.total if self.total else 0
