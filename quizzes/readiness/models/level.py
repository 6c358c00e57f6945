from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from quizzes.readiness.models.evidence import Evidence
from quizzes.readiness.models.rule import ReadinessRule
from quizzes.readiness.models.standard import Standard

if TYPE_CHECKING:
    from lms.people.models import Person


class LevelDecisionQuerySet(models.QuerySet["LevelDecision"]):
    def in_force(self) -> "LevelDecisionQuerySet":
        return self.filter(superseded_by=None)

    def in_force_at(self, moment: datetime) -> "LevelDecisionQuerySet":
        """What was in force at that moment, whatever came later."""
        return self.filter(Q(superseded_by=None) | Q(superseded_by__at__gt=moment), at__lte=moment)

    def visible_to(self, person: "Person") -> "LevelDecisionQuerySet":
        """A person's own; the committee sees single ones through contests, with a purpose in the audit."""
        return self.filter(person=person)


class LevelDecision(models.Model):
    """One decision on the level of one person in one competence, with the evidence it rests on and the rule it follows.
    `standard` names rule, thresholds and calibrations together.

    Written by `services.levels`. Only `superseded_by` is set later, when a newer decision says something else.
    `level` 0 with state `decided` means: measured, and the first level is not reached yet. `probability` is P(ability
    >= threshold of level 2) when there is a test. `measured` tells a level that rests on lessons alone from one that
    was tested, observed or attested. `missing` names what the next level still needs. `valid_until` is the last day on
    which the level, or what was measured, stands without new evidence.
    """

    class State(models.TextChoices):
        UNASSESSED = "unassessed", pgettext_lazy("state of a level", "Not assessed")
        TOO_FEW = "too_few", pgettext_lazy("state of a level", "Too few items, no level yet")
        DECIDED = "decided", pgettext_lazy("state of a level", "Decided")
        EXPIRED = "expired", pgettext_lazy("state of a level", "Expired")

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="level_decisions")
    competence = models.ForeignKey("quizzes.Competence", on_delete=models.PROTECT, related_name="level_decisions")
    rule = models.ForeignKey(ReadinessRule, on_delete=models.PROTECT, related_name="level_decisions")
    standard = models.ForeignKey(Standard, models.PROTECT, null=True, blank=True, related_name="level_decisions")
    generation = models.PositiveIntegerField(default=1)
    level = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=12, choices=State.choices)
    measured = models.BooleanField(default=False)
    probability = models.FloatField(null=True, blank=True)
    theta = models.FloatField(null=True, blank=True)
    se = models.FloatField(null=True, blank=True)
    items = models.PositiveSmallIntegerField(default=0)
    missing = models.JSONField(default=list)
    evidence = models.ManyToManyField(Evidence, related_name="decisions")
    valid_until = models.DateField(null=True, blank=True)
    at = models.DateTimeField()
    superseded_by = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="supersedes"
    )

    objects = LevelDecisionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "competence", "generation"], name="quizzes_level_generation"),
            models.CheckConstraint(condition=Q(level__gte=0, level__lte=4), name="quizzes_level_range"),
        ]
        indexes = [models.Index(fields=["valid_until"], name="quizzes_level_expiry")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.competence_id} L{self.level} {self.state}"
