from typing import TYPE_CHECKING
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from quizzes.bank.models import ItemBank, ItemKey, ItemVersion
from quizzes.delivery.models.attempt import Attempt, Outcome, Score

if TYPE_CHECKING:
    from lms.people.models import Person


class RegradeQuerySet(models.QuerySet["Regrade"]):
    def visible_to(self, person: "Person") -> "RegradeQuerySet":
        """Whoever may see the item, without names; those are opened one act at a time, on the record."""
        return self.filter(version__item__bank__in=ItemBank.objects.listed_to(person))


class Regrade(models.Model):
    """One act of scoring past sittings anew with a corrected key: confirmed by a person of the committee with a reason,
    carried out by the queue. `fingerprint` is that of the preview which was confirmed; its lines are the `RegradeLine`s
    written in the same moment. `follows` is [{"title", "text", "count", "kept"}]: what the preview said would follow.
    Written by `services.regrades`; only `running` and `finished_at` are set later. One at a time, so that a line means
    what it said."""

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    version = models.ForeignKey(ItemVersion, models.PROTECT, related_name="regrades")
    key = models.ForeignKey(ItemKey, models.PROTECT, related_name="regrades")
    fingerprint = models.CharField(max_length=64)
    follows = models.JSONField(default=list)
    reason = models.CharField(max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    running = models.BooleanField(default=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = RegradeQuerySet.as_manager()

    class Meta:
        verbose_name = _("scoring anew")
        verbose_name_plural = _("scorings anew")
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="regrade_has_reason"),
            models.UniqueConstraint(fields=["running"], condition=Q(running=True), name="regrade_one_at_a_time"),
            models.CheckConstraint(
                condition=Q(running=True, finished_at__isnull=True) | Q(running=False, finished_at__isnull=False),
                name="regrade_runs_until_finished",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version} {self.at:%Y-%m-%d}"


class RegradeLine(models.Model):
    """One sitting of a scoring anew, as the preview foretold it, and what came of it: `points_*` and `passed_*` are the
    whole sitting's, `item_*` the item's own. `outcome` is the new result; None where the item's points did not change
    and no new result was needed. `done_at` None is still to be done. Written by `services.regrades`."""

    regrade = models.ForeignKey(Regrade, models.CASCADE, related_name="lines")
    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="regrade_lines")
    score = models.ForeignKey(Score, models.PROTECT, related_name="+")
    item_before = models.FloatField()
    item_after = models.FloatField()
    points_before = models.FloatField()
    points_after = models.FloatField()
    max_points = models.FloatField()
    passed_before = models.BooleanField()
    passed_after = models.BooleanField()
    outcome: "models.ForeignKey[Outcome | None, Outcome | None]" = models.ForeignKey(
        Outcome, models.PROTECT, null=True, blank=True, related_name="+"
    )
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["regrade", "attempt"], name="regrade_line_once"),
            models.CheckConstraint(
                condition=Q(outcome__isnull=True) | Q(done_at__isnull=False), name="regrade_line_outcome_when_done"
            ),
        ]
        indexes = [models.Index(fields=["regrade", "done_at"], name="regrade_line_to_do")]

    @property
    def change(self) -> float:
        """By how much the sitting's points change."""
        return self.points_after - self.points_before

    @property
    def agrees(self) -> bool:
        """Whether what came of it is what was foretold."""
        if self.outcome is None:
            return self.points_after == self.points_before
        same = abs(self.outcome.points - self.points_after) < 1e-6
        return same and self.outcome.passed == self.passed_after
