from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from quizzes.bank.models import ItemBank
from quizzes.calibration.models import Calibration

if TYPE_CHECKING:
    from lms.people.models import Person


class QualityReportQuerySet(models.QuerySet["QualityReport"]):
    def visible_to(self, person: "Person") -> "QualityReportQuerySet":
        """Of the banks of which the person may know the items."""
        return self.filter(bank__in=ItemBank.objects.listed_to(person))


class QualityReport(models.Model):
    """The figures of one bank's quality page, reckoned by the queue (`services.reckoning`): one row a bank. Derived: it
    may be deleted and comes back.

    `calibration` is the frozen one that the figures rest on, None where they rest on a provisional fit to the answers
    there are, or on none. `data` is what `reckoning.Figures` holds; counts of fewer than five people are not in it.
    """

    bank = models.OneToOneField(ItemBank, models.CASCADE, related_name="quality_report")
    calibration = models.ForeignKey(Calibration, models.CASCADE, null=True, blank=True, related_name="+")
    limits = models.PositiveSmallIntegerField()
    data = models.JSONField()
    as_of = models.DateTimeField()

    objects = QualityReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("quality report")
        verbose_name_plural = _("quality reports")
        ordering = ["bank__slug"]

    def __str__(self) -> str:
        return f"{self.bank} {self.as_of:%Y-%m-%d}"
