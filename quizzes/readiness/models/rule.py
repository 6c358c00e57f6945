from django.db import models
from django.utils.translation import gettext_lazy as _


class ReadinessRule(models.Model):
    """One version of the rules by which evidence becomes a level and levels become a grade.

    Written by `services.rules.load` from `data/rule_v*.yaml`. A version never changes; decisions name the version under
    which they were made. The first is in force from the start, a later one from the day of its announced run on, not
    before `in_force_from`.
    """

    version = models.PositiveSmallIntegerField(_("Version"), unique=True)
    data = models.JSONField()
    in_force_from = models.DateField(_("In force from"))

    def __str__(self) -> str:
        return f"v{self.version}"


class CutScore(models.Model):
    """One threshold on the ability scale: from `theta` on, a person is at this level of this competence.

    Written by `services.rules`: first the experts' band, later what a panel found. A standard takes the highest version
    up to its own; a version never changes. `se` is the threshold's own standard error, in logits.
    """

    competence = models.ForeignKey("quizzes.Competence", on_delete=models.PROTECT, related_name="cut_scores")
    level = models.PositiveSmallIntegerField()
    theta = models.FloatField()
    se = models.FloatField()
    method = models.CharField(max_length=60)
    decided_on = models.DateField()
    version = models.PositiveSmallIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["competence", "level", "version"], name="quizzes_cutscore_once"),
            models.CheckConstraint(condition=models.Q(level__gte=1, level__lte=3), name="quizzes_cutscore_level"),
            models.CheckConstraint(condition=models.Q(se__gte=0), name="quizzes_cutscore_se"),
        ]

    def __str__(self) -> str:
        return f"{self.competence_id} L{self.level} {self.theta:+.2f}"
