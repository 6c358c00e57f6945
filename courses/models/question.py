from typing import TYPE_CHECKING
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.models.module import Lesson

if TYPE_CHECKING:
    from lms.people.models import Person


class LessonQuestionQuerySet(models.QuerySet["LessonQuestion"]):
    def open(self) -> "LessonQuestionQuerySet":
        """Those that wait for an answer."""
        return self.filter(answered_at=None, withdrawn_at=None)

    def published(self) -> "LessonQuestionQuerySet":
        return self.filter(published_at__isnull=False)

    def visible_to(self, person: "Person") -> "LessonQuestionQuerySet":
        """One's own. Those who teach see all that was not withdrawn, as texts; who asked is told to nobody."""
        from lms.people.models import Role
        from lms.people.permissions import has_role

        own = Q(person=person)
        teaches = has_role(person, Role.TRAINER, Role.COMMITTEE)
        return self.filter(own | Q(withdrawn_at=None) if teaches else own)


class LessonQuestion(models.Model):
    """One question of a deputy about a lesson, and its answer. Written by `services.questions`.

    `text` is what was asked and goes to the teachers without a name. `public_text` is what stands under the lesson once
    the answer is published: the teacher may shorten it so that nobody is recognised. Withdrawing empties both. `person`
    is None after the time that questions are kept for a person; what was published stays without them.
    """

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    lesson = models.ForeignKey(Lesson, models.PROTECT, related_name="questions")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="lesson_questions"
    )
    text = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    answer = models.CharField(max_length=1000, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    public_text = models.CharField(max_length=300, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = LessonQuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question about a lesson")
        verbose_name_plural = _("questions about lessons")
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) & ~Q(text="")
                | Q(withdrawn_at__isnull=False, text="", public_text="", published_at__isnull=True),
                name="question_text_until_withdrawn",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True, answer="")
                | Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer=""),
                name="question_answered_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | Q(answered_at__isnull=False) & ~Q(public_text=""),
                name="question_published_with_answer",
            ),
        ]
        indexes = [models.Index(fields=["lesson", "published_at"], name="question_of_lesson")]

    @property
    def state(self) -> str:
        """withdrawn, open, published or answered."""
        if self.withdrawn_at:
            return "withdrawn"
        if not self.answered_at:
            return "open"
        return "published" if self.published_at else "answered"
