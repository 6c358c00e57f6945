from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from courses.models.programme import Programme

if TYPE_CHECKING:
    from lms.people.models import Person


class HourEntryQuerySet(models.QuerySet["HourEntry"]):
    def visible_to(self, person: "Person") -> "HourEntryQuerySet":
        """One's own; those of the deputies of the own units for organisers and chairs; all for the committee."""
        from lms.people.models import Person

        return self.filter(person__in=Person.objects.visible_to(person).values("pk"))


class HourEntry(models.Model):
    """The ledger of 学时: one row per credit or its reversal; balances are sums. Hours are credited for units that were
    finished or attended, never for time online. `key` makes crediting twice harmless: "module:3", "session:7" (after a
    reversal "session:7:2"), "recognised:12", "reversal:41". `source` says in words what the hours are for. Recognised
    hours carry the document, and `by` approved them. Written by `services.hours`."""

    class Mode(models.TextChoices):
        ONLINE = "online", pgettext_lazy("hours", "Online self-study")
        CLASSROOM = "classroom", pgettext_lazy("hours", "Classroom teaching")
        LIVE = "live", pgettext_lazy("hours", "Live broadcast")
        FIELD = "field", pgettext_lazy("hours", "On-site teaching")
        RECOGNISED = "recognised", pgettext_lazy("hours", "Recognised from elsewhere")

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="hour_entries")
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="hour_entries")
    mode = models.CharField(max_length=10, choices=Mode.choices)
    hours = models.DecimalField(max_digits=5, decimal_places=1)
    key = models.CharField(max_length=100)
    source = models.CharField(max_length=100, blank=True)
    document = models.CharField(_("Document"), max_length=200, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    reverses = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="reversal")

    objects = HourEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry of class hours")
        constraints = [
            models.UniqueConstraint(fields=["person", "programme", "key"], name="hours_once"),
            models.CheckConstraint(
                condition=Q(reverses__isnull=True, hours__gt=0) | Q(reverses__isnull=False, hours__lt=0),
                name="hours_sign",
            ),
            models.CheckConstraint(
                condition=~Q(mode="recognised") | (~Q(document="") & Q(by__isnull=False)),
                name="hours_recognised_on_paper",
            ),
            models.CheckConstraint(
                condition=Q(reverses__isnull=True) | ~Q(reason=""), name="hours_reversal_has_reason"
            ),
        ]
        indexes = [models.Index(fields=["programme", "person"], name="hours_of_person")]

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("An entry never changes; reverse it")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        raise TypeError("An entry is never deleted; reverse it")


class HoursClaim(models.Model):
    """Hours earned elsewhere, put forward by an organiser on a document; the committee decides. Approved, it becomes an
    entry of the ledger. Written by `services.claims`; the decision is set once."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="hours_claims")
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="hours_claims")
    hours = models.DecimalField(_("Class hours"), max_digits=4, decimal_places=1)
    document = models.CharField(_("Document"), max_length=200)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    approved = models.BooleanField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(_("Answer"), max_length=200, blank=True)
    entry = models.OneToOneField(HourEntry, models.PROTECT, null=True, blank=True, related_name="claim")

    class Meta:
        verbose_name = _("hours put forward for recognition")
        verbose_name_plural = _("hours put forward for recognition")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "programme", "document"],
                condition=Q(approved__isnull=True) | Q(approved=True),
                name="hours_claim_once_a_document",
            ),
            models.CheckConstraint(condition=Q(hours__gt=0) & ~Q(document=""), name="hours_claim_says_what"),
            models.CheckConstraint(
                condition=Q(approved__isnull=True, decided_by__isnull=True, decided_at__isnull=True, entry__isnull=True)
                | Q(approved=True, decided_by__isnull=False, decided_at__isnull=False, entry__isnull=False)
                | (
                    Q(approved=False, decided_by__isnull=False, decided_at__isnull=False, entry__isnull=True)
                    & ~Q(answer="")
                ),
                name="hours_claim_decided_by_somebody",
            ),
        ]
