from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import pgettext_lazy

from courses.models.module import Lesson, Module


class LessonProgress(models.Model):
    """How far a person is in a lesson: opened, perhaps done. `page_revision` is the text that was read. Written by
    `services.progress`."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="lesson_progress")
    lesson = models.ForeignKey(Lesson, models.PROTECT, related_name="progress")
    page_revision = models.PositiveBigIntegerField(null=True, blank=True)
    opened_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "lesson"], name="lesson_progress_once"),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True) | Q(done_at__gte=F("opened_at")), name="lesson_done_after_opening"
            ),
        ]
        indexes = [models.Index(fields=["person", "-last_seen_at"], name="lesson_progress_latest")]


class ModuleCompletion(models.Model):
    """A module finished by a person, once: every lesson done (or skipped because the assessment was passed first), the
    assessment passed where there is one, the task passed where there is one. Written by `services.completions`."""

    class Way(models.TextChoices):
        LEARNT = "learnt", pgettext_lazy("completion", "Learnt and assessed")
        TESTED_FIRST = "tested_first", pgettext_lazy("completion", "Assessed first")

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="module_completions")
    module = models.ForeignKey(Module, models.PROTECT, related_name="completions")
    way = models.CharField(max_length=12, choices=Way.choices)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "module"], name="module_completion_once")]
