from django.conf import settings
from django.db import models
from django.db.models import Q

from quizzes.delivery.models.quiz import Quiz


class Extension(models.Model):
    """More time or more attempts for one person in one quiz: who granted it, why, and until when. Never changes."""

    quiz = models.ForeignKey(Quiz, models.PROTECT, related_name="extensions")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="extensions")
    extra_minutes = models.PositiveSmallIntegerField(default=0)
    extra_attempts = models.PositiveSmallIntegerField(default=0)
    reason = models.CharField(max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    until = models.DateField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="extension_has_reason"),
            models.CheckConstraint(
                condition=Q(extra_minutes__gt=0) | Q(extra_attempts__gt=0), name="extension_gives_something"
            ),
        ]
