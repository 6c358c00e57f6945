from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from quizzes.readiness.models.rule import ReadinessRule

if TYPE_CHECKING:
    from lms.people.models import Person


class ReadinessGradeQuerySet(models.QuerySet["ReadinessGrade"]):
    def in_force(self) -> "ReadinessGradeQuerySet":
        return self.filter(superseded_by=None)

    def in_force_at(self, moment: datetime) -> "ReadinessGradeQuerySet":
        return self.filter(Q(superseded_by=None) | Q(superseded_by__at__gt=moment), at__lte=moment)

    def visible_to(self, person: "Person") -> "ReadinessGradeQuerySet":
        return self.filter(mandate__person=person)


class ReadinessGrade(models.Model):
    """One overall grade of one mandate over the competences of one scope, under one rule.

    Written by `services.grades`. Only `superseded_by` is set later. A mandate without a row is not assessed.
    """

    class Grade(models.TextChoices):
        UNASSESSED = "unassessed", pgettext_lazy("readiness", "Not assessed")
        EXPIRED = "expired", pgettext_lazy("readiness", "Expired")
        STARTING = "starting", pgettext_lazy("readiness", "Starting to learn")
        BASIC = "basic", pgettext_lazy("readiness", "Basically ready")
        FULL = "full", pgettext_lazy("readiness", "Fully ready")
        EXEMPLARY = "exemplary", pgettext_lazy("readiness", "An example to others")

    mandate = models.ForeignKey("people.Mandate", on_delete=models.PROTECT, related_name="readiness_grades")
    scope_key = models.CharField(max_length=100)
    rule = models.ForeignKey(ReadinessRule, on_delete=models.PROTECT, related_name="grades")
    generation = models.PositiveIntegerField(default=1)
    grade = models.CharField(max_length=12, choices=Grade.choices)
    as_of = models.DateField()
    at = models.DateTimeField()
    superseded_by = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="supersedes"
    )

    objects = ReadinessGradeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mandate", "scope_key", "generation"], name="quizzes_grade_generation"),
        ]

    def __str__(self) -> str:
        return f"{self.mandate_id} {self.scope_key} {self.grade}"
