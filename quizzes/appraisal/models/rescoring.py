from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from quizzes.appraisal.models.design import FormDesign
from quizzes.calibration.models import Calibration


class Rescoring(models.Model):
    """One act of estimating the results of a round anew by another calibration, or by the same one since it was linked:
    proposed by a member of the committee with date and reason, foretold by the queue, confirmed (and thereby announced)
    by another member, carried out by the queue from its day on. Written by `services.rescorings`; once it runs, whoever
    ends a test of the round is scored by it too.

    `calibration`, `shift`, `prior_mean` and `prior_sd` are as in `FormDesign`, frozen when it was proposed. `open` is
    True until it is finished or given up, and only one of a round is. `cursor` is the last test that the queue dealt
    with in this state, `results` how many were foretold."""

    class State(models.TextChoices):
        FORETELLING = "foretelling", pgettext_lazy("announced run", "Being foretold")
        FORETOLD = "foretold", pgettext_lazy("announced run", "Waits for a second person")
        ANNOUNCED = "announced", pgettext_lazy("announced run", "Announced")
        RUNNING = "running", pgettext_lazy("announced run", "Under way")
        FINISHED = "finished", pgettext_lazy("announced run", "Finished")
        WITHDRAWN = "withdrawn", pgettext_lazy("announced run", "Given up")

    design = models.ForeignKey(FormDesign, models.PROTECT, related_name="rescorings")
    calibration = models.ForeignKey(Calibration, models.PROTECT, related_name="+")
    shift = models.FloatField()
    prior_mean = models.FloatField()
    prior_sd = models.FloatField()
    takes_effect_on = models.DateField(_("Takes effect on"))
    reason = models.CharField(_("Reason"), max_length=200)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.FORETELLING)
    open = models.BooleanField(default=True)
    cursor = models.BigIntegerField(default=0)
    results = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("rescoring of a round")
        verbose_name_plural = _("rescorings of rounds")
        ordering = ["-proposed_at", "-pk"]
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
