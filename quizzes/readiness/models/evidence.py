from datetime import date
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from quizzes.readiness.models.standard import Standard

if TYPE_CHECKING:
    from lms.people.models import Person


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    def standing(self) -> "EvidenceQuerySet":
        """Without what was withdrawn."""
        return self.filter(~Exists(EvidenceWithdrawal.objects.filter(evidence=OuterRef("pk"))))

    def visible_to(self, person: "Person") -> "EvidenceQuerySet":
        """A person's own; others see it only through a contest or an attestation, with a purpose in the audit."""
        return self.filter(person=person)


class Evidence(models.Model):
    """One fact that speaks for, or fails to speak for, one level of one competence of one person.

    Written by `services.evidence`; never changes. What turns out wrong is withdrawn by a row of its own. `probability`
    is, for an unassisted test, P(ability >= threshold of `level`) when the sitting was scored, from `items` items;
    `theta` and `se` are the estimate behind it. One sitting leaves one row per level, all with the same source.
    `supports` says whether it was enough under the rule of that day; a test is judged anew by the rule in force.
    A self-rating keeps an answer from 1 to 4 as its `level`; it speaks for no level.
    `standard` is the one under which a test was measured; a later standard measures it anew, by further rows of the
    same source, and the earlier rows are withdrawn.
    `at` is when what it reports happened, and validity counts from there; `recorded_at` is when the row was written.
    """

    class Kind(models.TextChoices):
        SELF = "self", _("Self-rating")
        LESSONS = "lessons", _("Lessons finished")
        TEST = "test", _("Module assessment")
        TASK = "task", _("Practical task")
        ATTESTATION = "attestation", _("Attestation of duty performance")

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="evidence")
    competence = models.ForeignKey("quizzes.Competence", on_delete=models.PROTECT, related_name="evidence")
    level = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12, choices=Kind.choices)
    source_type = models.CharField(max_length=20)
    source_id = models.CharField(max_length=100)
    probability = models.FloatField(null=True, blank=True)
    items = models.PositiveSmallIntegerField(null=True, blank=True)
    standard = models.ForeignKey(Standard, models.PROTECT, null=True, blank=True, related_name="evidence")
    theta = models.FloatField(null=True, blank=True)
    se = models.FloatField(null=True, blank=True)
    supports = models.BooleanField(default=True)
    assisted = models.BooleanField(default=False)
    text = models.CharField(max_length=500, blank=True)
    valid_until = models.DateField()
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="evidence_given"
    )

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind", "source_type", "source_id", "competence", "level"],
                condition=models.Q(standard=None),
                name="quizzes_evidence_once",
            ),
            models.UniqueConstraint(
                fields=["person", "kind", "source_type", "source_id", "competence", "level", "standard"],
                name="quizzes_evidence_once_a_standard",
            ),
            models.CheckConstraint(condition=models.Q(level__gte=1, level__lte=4), name="quizzes_evidence_level"),
            models.CheckConstraint(
                condition=models.Q(probability__isnull=True) | models.Q(probability__gte=0, probability__lte=1),
                name="quizzes_evidence_probability",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind="attestation") | models.Q(by__isnull=False),
                name="quizzes_evidence_attested_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["source_type", "source_id"], name="quizzes_evidence_source")]

    def __str__(self) -> str:
        return f"{self.kind} L{self.level} {self.source_type} {self.source_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("Evidence never changes; withdraw it")
        super().save(*args, **kwargs)

    def valid_on(self, day: date) -> bool:
        return day <= self.valid_until


class EvidenceWithdrawal(models.Model):
    """One row per piece of evidence that no longer counts: withdrawn by a named person with a reason, or by the system
    (`by` empty) because a sitting was scored anew. Never changes."""

    evidence = models.OneToOneField(Evidence, on_delete=models.PROTECT, related_name="withdrawal")
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="withdrawals"
    )
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(reason=""), name="quizzes_withdrawal_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.evidence_id}: {self.reason}"
