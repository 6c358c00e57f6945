from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from quizzes.bank.models import ItemBank, ItemVersion

if TYPE_CHECKING:
    from lms.people.models import Person


class ItemStatisticQuerySet(models.QuerySet["ItemStatistic"]):
    def visible_to(self, person: "Person") -> "ItemStatisticQuerySet":
        """Whoever sees the item: from the shares of the options the key can be guessed."""
        return self.filter(version__item__bank__in=ItemBank.objects.open_to(person))

    def live(self) -> "ItemStatisticQuerySet":
        """Of the versions that quizzes draw today."""
        return self.filter(version=F("version__item__live_version"), version__item__retired=False)

    def calling(self) -> "ItemStatisticQuerySet":
        """Those whose figures call for a look, the most urgent first."""
        return self.filter(urgency__gt=0).order_by("-urgency", "discrimination", "pk")


class ItemStatistic(models.Model):
    """What the answers so far say about one version of an item: one row a version, reckoned anew by the queue after new
    results (`services.statistics`). Derived: it may be deleted and comes back. Lists reach it as
    `live_version__statistic__…` and read nothing else.

    It counts the first finished, unassisted sitting of each person (`sittings`), of which `answered` gave an answer,
    `skipped` said that they cannot and `unanswered` left it empty; the last two count as 0 points. `facility` is the
    mean score, `discrimination` the corrected item-rest correlation, `upper_lower` the difference of the extreme 27 %,
    `seconds` the median time with its quartiles; each with its standard error. All of them are None below the number
    of answers that `rule` asks for. `options` is [{"id", "right", "count", "share", "share_se", "rest", "rest_se",
    "signs"}], `groups` is [{"rest", "score", "se", "n"}] by rising rest. `signs` names what stands out
    (`reviewing.SIGNS`).
    `key_number` is the key behind the scores. `stale` means that results have come since.
    """

    version = models.OneToOneField(ItemVersion, models.CASCADE, related_name="statistic")
    as_of = models.DateTimeField()
    stale = models.BooleanField(default=True)
    rule = models.PositiveSmallIntegerField(default=0)
    key_number = models.PositiveSmallIntegerField(default=0)
    sittings = models.PositiveIntegerField(default=0)
    answered = models.PositiveIntegerField(default=0)
    skipped = models.PositiveIntegerField(default=0)
    unanswered = models.PositiveIntegerField(default=0)
    facility = models.FloatField(null=True, blank=True)
    facility_se = models.FloatField(null=True, blank=True)
    discrimination = models.FloatField(null=True, blank=True)
    discrimination_se = models.FloatField(null=True, blank=True)
    upper_lower = models.FloatField(null=True, blank=True)
    upper_lower_se = models.FloatField(null=True, blank=True)
    seconds = models.FloatField(null=True, blank=True)
    seconds_low = models.FloatField(null=True, blank=True)
    seconds_high = models.FloatField(null=True, blank=True)
    options = models.JSONField(default=list)
    groups = models.JSONField(default=list)
    signs = models.JSONField(default=list)
    urgency = models.PositiveSmallIntegerField(default=0)

    objects = ItemStatisticQuerySet.as_manager()

    class Meta:
        verbose_name = _("item statistic")
        verbose_name_plural = _("item statistics")
        constraints = [
            models.CheckConstraint(
                condition=Q(sittings=F("answered") + F("skipped") + F("unanswered")), name="statistic_counts_add_up"
            ),
            models.CheckConstraint(
                condition=Q(facility__isnull=True) | Q(facility__gte=0, facility__lte=1), name="statistic_facility"
            ),
            models.CheckConstraint(
                condition=Q(discrimination__isnull=True) | Q(discrimination__gte=-1, discrimination__lte=1),
                name="statistic_discrimination",
            ),
        ]
        indexes = [models.Index(fields=["stale", "as_of"], name="statistic_stale")]

    def __str__(self) -> str:
        return f"{self.version} n={self.sittings}"

    @property
    def enough(self) -> bool:
        """Whether there are answers enough for a figure."""
        return self.facility is not None


class StatisticCursor(models.Model):
    """The one row that says up to which outcome the statistics were marked as stale."""

    outcome = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="statistic_one_cursor")]
