from django.db import models
from django.utils.translation import gettext_lazy as _

from quizzes.framework.models import Competence


class Task(models.Model):
    """A practical task with a checklist that an observer fills in. `criteria` is [{"id", "text", "must"}, …]; a person
    passes with every must and at least `pass_count` criteria. What an observation saw is frozen there, so a task may be
    edited. Written by `services.tasks`."""

    slug = models.SlugField(max_length=60, unique=True)
    title = models.CharField(_("Title"), max_length=100)
    competence = models.ForeignKey(Competence, models.PROTECT, related_name="tasks", verbose_name=_("Competence"))
    level = models.PositiveSmallIntegerField(_("Level"), default=2)
    brief = models.TextField(_("What to do"))
    criteria = models.JSONField(_("Checklist"))
    pass_count = models.PositiveSmallIntegerField(_("How many must be met"))

    class Meta:
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        ordering = ["slug"]
        constraints = [
            models.CheckConstraint(condition=models.Q(level__gte=1, level__lte=4), name="task_level_one_to_four")
        ]

    def __str__(self) -> str:
        return self.title
