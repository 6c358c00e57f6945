from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from quizzes.appraisal.models.design import FormDesign
from quizzes.calibration.models import Calibration
from quizzes.readiness.models.act import AnnouncedAct


class Rescoring(AnnouncedAct):
    """The act of estimating the results of a round anew by another calibration, or by the same one since it was linked.
    Written by `services.rescorings`; once it runs, whoever ends a test of the round is scored by it too.

    `calibration`, `shift`, `prior_mean` and `prior_sd` are as in `FormDesign`, frozen when it was proposed. Only one of
    a round is open; the queue goes through tests, and `results` is how many were foretold."""

    design = models.ForeignKey(FormDesign, models.PROTECT, related_name="rescorings")
    calibration = models.ForeignKey(Calibration, models.PROTECT, related_name="+")
    shift = models.FloatField()
    prior_mean = models.FloatField()
    prior_sd = models.FloatField()
    results = models.PositiveIntegerField(default=0)

    class Meta(AnnouncedAct.Meta):
        verbose_name = _("rescoring of a round")
        verbose_name_plural = _("rescorings of rounds")
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="rescoring_has_reason"),
            models.CheckConstraint(condition=Q(prior_sd__gt=0), name="rescoring_prior_spread"),
            models.UniqueConstraint(fields=["design", "open"], condition=Q(open=True), name="rescoring_one_open"),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("proposed_by")), name="rescoring_two_persons"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["announced", "running", "finished"]) | Q(confirmed_by__isnull=False),
                name="rescoring_confirmed_first",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["running", "finished"]) | Q(started_at__isnull=False),
                name="rescoring_runs_from_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.design} {self.takes_effect_on} {self.state}"


class RescoringLine(models.Model):
    """What a rescoring does to one test: the points that stood before, that were foretold, and that came (None until
    then); `moved` counts the areas whose band is foretold to change."""

    rescoring = models.ForeignKey(Rescoring, models.CASCADE, related_name="lines")
    booklet = models.ForeignKey("quizzes.Booklet", models.PROTECT, related_name="+")
    before = models.PositiveSmallIntegerField()
    foretold = models.PositiveSmallIntegerField()
    moved = models.PositiveSmallIntegerField()
    came = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["rescoring", "booklet"], name="rescoring_line_once")]

    def __str__(self) -> str:
        return f"{self.before} → {self.foretold}"
