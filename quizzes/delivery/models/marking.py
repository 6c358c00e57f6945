from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from quizzes.bank.models import ItemKey
from quizzes.delivery.models.attempt import Response


class Marking(models.Model):
    """What one teacher gave one answer that only a person can mark: `points` by the id of each criterion of the key's
    rubric. Never changes. Marking once more is another row that `replaces` this one and says why; the row that nothing
    replaces counts. Written by `services.markings`; `client_id` makes sending the form twice harmless."""

    response = models.ForeignKey(Response, models.PROTECT, related_name="markings")
    key = models.ForeignKey(ItemKey, models.PROTECT, related_name="+")
    points = models.JSONField()
    comment = models.CharField(max_length=1000, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    client_id = models.CharField(max_length=40, unique=True)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="replaced_by")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="markings_made")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("marking")
        verbose_name_plural = _("markings")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["response"], condition=Q(replaces__isnull=True), name="marking_one_first_a_response"
            ),
            models.CheckConstraint(
                condition=Q(replaces__isnull=True) | ~Q(reason=""), name="marking_again_has_a_reason"
            ),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("A marking never changes; mark again")
        super().save(*args, **kwargs)
