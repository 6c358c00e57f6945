from typing import TYPE_CHECKING
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from quizzes.appraisal.models.booklet import Booklet
from quizzes.appraisal.models.rescoring import Rescoring
from quizzes.delivery.models.written_once import WrittenOnce

if TYPE_CHECKING:
    from lms.people.models import Person


class AppraisalQuerySet(models.QuerySet["Appraisal"]):
    def visible_to(self, person: "Person") -> "AppraisalQuerySet":
        return self.filter(booklet__person=person)

    def latest_versions(self) -> "AppraisalQuerySet":
        """Of each booklet the version in force."""
        newer = Appraisal.objects.filter(booklet=models.OuterRef("booklet"), version__gt=models.OuterRef("version"))
        return self.filter(~models.Exists(newer))


class Appraisal(WrittenOnce):
    """The result of a booklet from one scoring; the highest `version` counts, earlier ones stay. Written by
    `services.appraisals` when the last sitting is handed in, and again only after an answer was marked or scored anew,
    or the round was (`rescoring`; None: by the calibration with which the round was opened).

    `theta` and `se` are logits, `score` and `margin` points of the scale. `areas` is [{"area", "theta", "se", "items",
    "low", "high", "band"}]. `calibrated` of the `items` have their difficulty from the design's calibration, the others
    from the experts. `outcomes` are the primary keys of the outcomes behind it, `together` those of earlier booklets
    that count along. `fit` and `rapid` as in `scoring.Result`.
    """

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    booklet = models.ForeignKey(Booklet, models.PROTECT, related_name="appraisals")
    version = models.PositiveSmallIntegerField()
    theta = models.FloatField()
    se = models.FloatField()
    score = models.PositiveSmallIntegerField()
    margin = models.PositiveSmallIntegerField()
    items = models.PositiveSmallIntegerField()
    calibrated = models.PositiveSmallIntegerField()
    areas = models.JSONField()
    assisted = models.BooleanField(default=False)
    rescoring = models.ForeignKey(Rescoring, models.PROTECT, null=True, blank=True, related_name="appraisals")
    outcomes = models.JSONField()
    together = models.JSONField(default=list)
    fit = models.FloatField(null=True, blank=True)
    rapid = models.FloatField(null=True, blank=True)
    at = models.DateTimeField()

    objects = AppraisalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["booklet", "version"], name="appraisal_version_once"),
            models.CheckConstraint(condition=Q(se__gt=0), name="appraisal_has_an_error"),
            models.CheckConstraint(
                condition=Q(calibrated__lte=models.F("items")), name="appraisal_calibrated_among_items"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.booklet} v{self.version}"


class AppraisalCase(models.Model):
    """A result that looks odd: answers that do not fit together ("fit"), or many that came too fast to be read
    ("rapid"). Opened together with the result; decided once, with a reason, by a named person of the committee or an
    owner of the bank: the result counts, or a new test is offered and the result is set aside. `reviewer` is who was
    asked to look. Written by `services.cases`."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("case", "To be looked at")
        COUNTS = "counts", pgettext_lazy("case", "The result counts")
        ANEW = "anew", pgettext_lazy("case", "A new test is offered")

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    appraisal = models.OneToOneField(Appraisal, models.PROTECT, related_name="case")
    signs = models.JSONField()
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    state = models.CharField(max_length=6, choices=State.choices, default=State.OPEN)
    reason = models.CharField(max_length=500, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", decided_by__isnull=True, decided_at__isnull=True)
                | (~Q(state="open") & Q(decided_by__isnull=False, decided_at__isnull=False) & ~Q(reason="")),
                name="appraisal_case_decided_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["state", "at"], name="appraisal_case_open")]

    def __str__(self) -> str:
        return f"{self.uuid} {self.state}"
