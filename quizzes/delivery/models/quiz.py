from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from quizzes.bank.models import ItemBank
from quizzes.framework.models import Competence


class Quiz(models.Model):
    """The rules by which items are put together and handed out. `policy` holds the rules that `quizzes.delivery.policy`
    names; an attempt takes a frozen copy of it. Written by `services.quizzes`."""

    class Purpose(models.TextChoices):
        MODULE = "module", pgettext_lazy("quiz", "Module assessment")
        PRACTICE = "practice", pgettext_lazy("quiz", "Practice")
        READINESS = "readiness", pgettext_lazy("quiz", "Readiness test")
        SURVEY = "survey", pgettext_lazy("quiz", "Survey")
        TASK = "task", pgettext_lazy("quiz", "Simulated task")

    slug = models.SlugField(max_length=60, unique=True)
    title = models.CharField(_("Title"), max_length=100)
    purpose = models.CharField(_("Purpose"), max_length=10, choices=Purpose.choices)
    competence = models.ForeignKey(Competence, models.PROTECT, null=True, blank=True, related_name="quizzes")
    policy = models.JSONField(default=dict)
    open = models.BooleanField(pgettext_lazy("quiz", "Open"), default=True)

    class Meta:
        verbose_name = _("quiz")
        verbose_name_plural = _("quizzes")
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.title


class QuizSection(models.Model):
    """One draw of a quiz: so many items of a bank; of one level, of one competence, of a range of expected difficulty
    (in logits, both ends included) where they are given."""

    quiz = models.ForeignKey(Quiz, models.CASCADE, related_name="sections")
    order = models.PositiveSmallIntegerField(default=0)
    bank = models.ForeignKey(ItemBank, models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(null=True, blank=True)
    competence = models.ForeignKey(Competence, models.PROTECT, null=True, blank=True, related_name="+")
    min_band = models.FloatField(null=True, blank=True)
    max_band = models.FloatField(null=True, blank=True)
    count = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["quiz", "order"], name="quiz_section_order_once"),
            models.CheckConstraint(condition=models.Q(count__gte=1), name="quiz_section_draws_something"),
            models.CheckConstraint(
                condition=models.Q(min_band__isnull=True)
                | models.Q(max_band__isnull=True)
                | models.Q(min_band__lte=models.F("max_band")),
                name="quiz_section_bands_in_order",
            ),
        ]
