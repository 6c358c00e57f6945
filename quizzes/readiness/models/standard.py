from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from quizzes.calibration.models import Calibration
from quizzes.delivery.models.written_once import WrittenOnce
from quizzes.readiness.models.act import AnnouncedAct
from quizzes.readiness.models.rule import ReadinessRule


@dataclass(frozen=True)
class Basis:
    """By what a sitting is measured and a level decided: a rule, the thresholds up to a version (of each the highest
    that is not above it), and calibrations by primary key. Items without a calibrated difficulty are taken at their
    experts' band."""

    rule: ReadinessRule
    cut_version: int
    calibrations: tuple[int, ...] = ()


class StandardQuerySet(models.QuerySet["Standard"]):
    def on(self, day: date) -> "Standard | None":
        """The standard of that day; the first one for a day before all of them."""
        rows = self.select_related("rule").order_by("number")
        return rows.filter(in_force_from__lte=day).last() or rows.first()


class Standard(WrittenOnce):
    """What holds together at a time: one rule, one version of the thresholds, calibrations. One row each time one of
    them changes. The first is written with the first rule, every later one by an announced run; none ever changes.
    Decisions and measured evidence name the standard under which they were made; those from before there were standards
    name none and belong to the first."""

    number = models.PositiveSmallIntegerField(unique=True)
    rule = models.ForeignKey(ReadinessRule, models.PROTECT, related_name="standards")
    cut_version = models.PositiveSmallIntegerField(_("Version of the thresholds"))
    calibrations = models.ManyToManyField(Calibration, related_name="standards")
    in_force_from = models.DateField(_("In force from"))
    at = models.DateTimeField()

    objects = StandardQuerySet.as_manager()

    class Meta:
        verbose_name = _("standard of measurement")
        verbose_name_plural = _("standards of measurement")
        ordering = ["number"]

    def __str__(self) -> str:
        return str(self.number)

    @property
    def first(self) -> bool:
        return self.number == 1

    @property
    def basis(self) -> Basis:
        """The first standard has no calibration, so it asks for none."""
        pks = () if self.first else tuple(self.calibrations.order_by("pk").values_list("pk", flat=True))
        return Basis(self.rule, self.cut_version, pks)


class AnnouncedRun(AnnouncedAct):
    """The act of putting a rule, thresholds or calibrations in force. Written by `services.runs`. Only one is open; the
    queue goes through people, and `people` is how many were looked at. `standard` is what it put in force."""

    rule = models.ForeignKey(ReadinessRule, models.PROTECT, related_name="+")
    cut_version = models.PositiveSmallIntegerField(_("Version of the thresholds"))
    calibrations = models.ManyToManyField(Calibration, related_name="+")
    before = models.ForeignKey(Standard, models.PROTECT, related_name="+")
    people = models.PositiveIntegerField(default=0)
    standard = models.OneToOneField(Standard, models.PROTECT, null=True, blank=True, related_name="run")

    class Meta(AnnouncedAct.Meta):
        verbose_name = _("announced change")
        verbose_name_plural = _("announced changes")
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="run_has_reason"),
            models.UniqueConstraint(fields=["open"], condition=Q(open=True), name="run_one_open"),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("proposed_by")), name="run_two_persons"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["announced", "running", "finished"]) | Q(confirmed_by__isnull=False),
                name="run_confirmed_before_announced",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["running", "finished"]) | Q(standard__isnull=False, started_at__isnull=False),
                name="run_puts_a_standard_in_force",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.takes_effect_on} {self.state}"

    @property
    def basis(self) -> Basis:
        pks = tuple(self.calibrations.order_by("pk").values_list("pk", flat=True))
        return Basis(self.rule, self.cut_version, pks)


class RunLine(models.Model):
    """One level of a person, or one grade of a mandate, that a run changes: what stood `before`, what was `foretold`,
    and what `came` ("" until then). Of a level the number, or the state where none holds; of a grade its value. What
    changed without having been foretold gets its line when it comes."""

    run = models.ForeignKey(AnnouncedRun, models.CASCADE, related_name="lines")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    competence = models.ForeignKey("quizzes.Competence", models.PROTECT, null=True, blank=True, related_name="+")
    mandate = models.ForeignKey("people.Mandate", models.PROTECT, null=True, blank=True, related_name="+")
    scope_key = models.CharField(max_length=100, blank=True)
    before = models.CharField(max_length=12)
    foretold = models.CharField(max_length=12)
    came = models.CharField(max_length=12, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(competence__isnull=False, mandate__isnull=True, scope_key="")
                | (Q(competence__isnull=True, mandate__isnull=False) & ~Q(scope_key="")),
                name="run_line_level_or_grade",
            ),
            models.UniqueConstraint(
                fields=["run", "person", "competence"], condition=Q(mandate=None), name="run_line_level_once"
            ),
            models.UniqueConstraint(
                fields=["run", "mandate", "scope_key"], condition=Q(competence=None), name="run_line_grade_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.before} → {self.foretold}"
