from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from lms.people.models import Person


class PointRule(models.Model):
    """One version of one rule: what is worth how many points. The highest version of a code is in force.

    Written by `services.rules.load` from `data/rules.yaml`. A version never changes; another value is another version.
    """

    code = models.SlugField(max_length=40)
    version = models.PositiveSmallIntegerField()
    points = models.PositiveSmallIntegerField(_("Points"))
    daily_cap = models.PositiveSmallIntegerField(_("At most a day"), null=True, blank=True)
    text = models.CharField(_("What for"), max_length=100)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="points_rule_one_version"),
            models.CheckConstraint(condition=models.Q(points__gt=0), name="points_rule_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.code} v{self.version}"


class LedgerEntryQuerySet(models.QuerySet["LedgerEntry"]):
    def visible_to(self, person: "Person") -> "LedgerEntryQuerySet":
        """A person's points are the person's own affair."""
        return self.filter(person=person)


class LedgerEntry(models.Model):
    """One change of one person's points. Written by `services.ledger`; never changed, never deleted: a correction is
    an entry of the opposite sign that names what it reverses."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="points")
    rule = models.ForeignKey(PointRule, on_delete=models.PROTECT, related_name="entries")
    points = models.SmallIntegerField()
    key = models.CharField(max_length=200)
    reverses = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="reversal")
    reason = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="point_reversals"
    )
    at = models.DateTimeField()

    objects = LedgerEntryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "key"], name="points_entry_once"),
            models.CheckConstraint(
                condition=models.Q(reverses__isnull=True, points__gt=0)
                | models.Q(reverses__isnull=False, points__lt=0, by__isnull=False),
                name="points_entry_sign",
            ),
        ]
        indexes = [models.Index(fields=["person", "-at"], name="points_entry_history")]

    def __str__(self) -> str:
        return f"{self.points:+d} {self.key}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("A ledger entry never changes; reverse it")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        raise TypeError("A ledger entry is never deleted; reverse it")
