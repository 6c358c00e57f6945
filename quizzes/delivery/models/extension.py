from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from quizzes.delivery.models.attempt import Attempt
from quizzes.delivery.models.quiz import Quiz
from quizzes.delivery.models.written_once import WrittenOnce


class Extension(WrittenOnce):
    """More time, more attempts or a wider window for one person in one quiz: who granted it, why, and until when. It
    only ever adds: minutes and attempts are summed, a window is widened. Written by `services.extensions`."""

    quiz = models.ForeignKey(Quiz, models.PROTECT, related_name="extensions")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="extensions")
    extra_minutes = models.PositiveSmallIntegerField(default=0)
    extra_attempts = models.PositiveSmallIntegerField(default=0)
    opens_at = models.DateTimeField(null=True, blank=True)
    closes_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    until = models.DateField()
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("extension")
        verbose_name_plural = _("extensions")
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="extension_has_reason"),
            models.CheckConstraint(
                condition=Q(extra_minutes__gt=0)
                | Q(extra_attempts__gt=0)
                | Q(opens_at__isnull=False)
                | Q(closes_at__isnull=False),
                name="extension_gives_something",
            ),
            models.CheckConstraint(
                condition=Q(opens_at__isnull=True) | Q(closes_at__isnull=True) | Q(opens_at__lt=F("closes_at")),
                name="extension_opens_before_it_closes",
            ),
        ]
        indexes = [models.Index(fields=["-at"], name="extension_latest")]


class Prolongation(WrittenOnce):
    """The deadline of a sitting under way that an extension moved back; never forward. Written by
    `services.extensions` together with the new deadline of the attempt."""

    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="prolongations")
    extension = models.ForeignKey(Extension, models.PROTECT, related_name="prolongations")
    before = models.DateTimeField()
    after = models.DateTimeField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["attempt", "extension"], name="prolongation_once"),
            models.CheckConstraint(condition=Q(after__gt=F("before")), name="prolongation_is_later"),
        ]
