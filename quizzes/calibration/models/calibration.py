from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from quizzes.bank.models import ItemBank, ItemVersion
from quizzes.delivery.models.written_once import WrittenOnce


class Calibration(WrittenOnce):
    """One calibration of one source: the items of a bank, or a file of answers. Written by `services.calibrating`;
    never changes. The next one of the same source has the next `version`; the same answers, bands and settings, of
    which `data_hash` is the SHA-256, are one row.

    `settings` is what `services.calibrating.Settings` holds. `mean` and `sd` of the population with their errors are in
    logits; an error is 0 for what was held fixed. `reliability` is that of the people's posterior means.
    """

    source = models.CharField(_("Source"), max_length=120)
    bank = models.ForeignKey(ItemBank, models.PROTECT, null=True, blank=True, related_name="calibrations")
    version = models.PositiveIntegerField(_("Version"))
    data_hash = models.CharField(max_length=64)
    settings = models.JSONField()
    people = models.PositiveIntegerField()
    items = models.PositiveIntegerField()
    answers = models.PositiveIntegerField()
    iterations = models.PositiveIntegerField()
    log_likelihood = models.FloatField()
    mean = models.FloatField()
    mean_se = models.FloatField()
    sd = models.FloatField()
    sd_se = models.FloatField()
    reliability = models.FloatField(null=True, blank=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("calibration")
        verbose_name_plural = _("calibrations")
        ordering = ["source", "version"]
        constraints = [
            models.UniqueConstraint(fields=["source", "version"], name="calibration_version_once"),
            models.UniqueConstraint(fields=["source", "data_hash"], name="calibration_data_once"),
            models.CheckConstraint(
                condition=Q(sd__gt=0) & Q(sd_se__gte=0) & Q(mean_se__gte=0), name="calibration_errors_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} v{self.version}"


class ItemParameter(WrittenOnce):
    """One item in one calibration: its difficulty and slope in logits with their standard errors, from `answers`
    answers whose mean score was `facility`. `band` is what experts said before (with `band_sd`), None without; `infit`,
    `outfit` and `z` say how it follows the model; `flags` what stands out (`report.FLAGS`). `name` is the item's name
    in the source; `item_version` the version in the bank, for a bank. Never changes."""

    calibration = models.ForeignKey(Calibration, models.PROTECT, related_name="parameters")
    item_version = models.ForeignKey(ItemVersion, models.PROTECT, null=True, blank=True, related_name="parameters")
    position = models.PositiveIntegerField()
    name = models.CharField(max_length=120)
    band = models.FloatField(null=True, blank=True)
    band_sd = models.FloatField(null=True, blank=True)
    difficulty = models.FloatField()
    se = models.FloatField()
    slope = models.FloatField(default=1)
    slope_se = models.FloatField(default=0)
    answers = models.PositiveIntegerField()
    facility = models.FloatField(null=True, blank=True)
    infit = models.FloatField()
    outfit = models.FloatField()
    z = models.FloatField()
    flags = models.JSONField(default=list)

    class Meta:
        verbose_name = _("item parameter")
        verbose_name_plural = _("item parameters")
        ordering = ["calibration", "position"]
        constraints = [
            models.UniqueConstraint(fields=["calibration", "name"], name="item_parameter_once"),
            models.UniqueConstraint(fields=["calibration", "position"], name="item_parameter_position_once"),
            models.CheckConstraint(condition=Q(se__gt=0) & Q(slope_se__gte=0), name="item_parameter_errors"),
            models.CheckConstraint(
                condition=Q(facility__isnull=True) | Q(facility__gte=0, facility__lte=1), name="item_parameter_facility"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.difficulty:+.2f}"
