from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.models.paged import WithPage
from quizzes.models import Competence, Quiz, Task


class Module(WithPage, models.Model):
    """One unit of learning, independent of any programme: its lessons, a practice quiz, an assessment and a task, which
    is done before an observer (`task`) or on a simulated device (`task_quiz`), whichever comes first.

    One row per module, written by `services.loading` (from files) and `services.following` (from the editors).
    Learners' records point here, never at a page.
    """

    slug = models.SlugField(max_length=60, unique=True)
    title = models.CharField(_("Title"), max_length=100)
    competence = models.ForeignKey(Competence, models.PROTECT, related_name="modules", verbose_name=_("Competence"))
    summary = models.CharField(_("Summary"), max_length=300, blank=True)
    outcomes = models.JSONField(_("What one can do afterwards"), default=list)
    hours = models.DecimalField(_("Class hours"), max_digits=4, decimal_places=1)
    practice_quiz = models.ForeignKey(Quiz, models.PROTECT, null=True, blank=True, related_name="+")
    assessment_quiz = models.OneToOneField(Quiz, models.PROTECT, null=True, blank=True, related_name="assessed_module")
    task_quiz = models.OneToOneField(Quiz, models.PROTECT, null=True, blank=True, related_name="simulated_module")
    task = models.OneToOneField(Task, models.PROTECT, null=True, blank=True, related_name="module")
    sources = models.JSONField(default=list)
    card = models.TextField(blank=True)
    """The job card (操作卡): rich text that fits on one page of A4."""

    class Meta:
        verbose_name = _("module")
        verbose_name_plural = _("modules")
        ordering = ["slug"]
        constraints = [models.CheckConstraint(condition=models.Q(hours__gte=0), name="module_hours")]

    def __str__(self) -> str:
        return self.title


class LessonQuerySet(models.QuerySet["Lesson"]):
    def current(self) -> "LessonQuerySet":
        """Those that are to be learnt: published and not retired."""
        return self.filter(retired=False)


class Lesson(WithPage, models.Model):
    """One lesson of a module. Its text is a page (`LessonPage`), which may be rewritten; progress points here. It is
    retired when its page is withdrawn and comes back with it. Written by `services.following` and `services.loading`.
    """

    module = models.ForeignKey(Module, models.PROTECT, related_name="lessons")
    slug = models.SlugField(max_length=60)
    title = models.CharField(_("Title"), max_length=100)
    summary = models.CharField(max_length=300, blank=True)
    minutes = models.PositiveSmallIntegerField(_("Minutes"), default=6)
    order = models.PositiveSmallIntegerField(default=0)
    retired = models.BooleanField(default=False)

    objects = LessonQuerySet.as_manager()

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")
        ordering = ["order", "pk"]
        constraints = [models.UniqueConstraint(fields=["module", "slug"], name="lesson_slug_once")]

    def __str__(self) -> str:
        return self.title
