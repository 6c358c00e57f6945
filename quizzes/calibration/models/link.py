from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from quizzes.calibration.models.calibration import Calibration
from quizzes.delivery.models.written_once import WrittenOnce


class CalibrationLink(WrittenOnce):
    """How one calibration comes onto the scale of an earlier one: `shift` is added to its difficulties and abilities,
    with the standard error `se`, in logits. `anchors` is [{"name", "old", "new", "z", "kept"}], every item that both
    have, with how far it moved against the others; those that drifted are not kept. `reason` is why it was made.
    Written by `services.linking`; never changes."""

    calibration = models.OneToOneField(Calibration, models.PROTECT, related_name="link")
    to = models.ForeignKey(Calibration, models.PROTECT, related_name="linked")
    shift = models.FloatField()
    se = models.FloatField()
    anchors = models.JSONField()
    reason = models.CharField(_("Reason"), max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("link of calibrations")
        verbose_name_plural = _("links of calibrations")
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(calibration=F("to")), name="link_joins_two"),
            models.CheckConstraint(condition=Q(se__gte=0), name="link_error_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.calibration} → {self.to}"

    @property
    def kept(self) -> int:
        return sum(bool(one["kept"]) for one in self.anchors)

    @property
    def dropped(self) -> int:
        return len(self.anchors) - self.kept
