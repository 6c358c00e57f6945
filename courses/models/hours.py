from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from courses.models.programme import Programme


class HourEntry(models.Model):
    """The ledger of 学时: one row per credit or its reversal; balances are sums. Hours are credited for units that were
    finished or attended, never for time online. `key` makes crediting twice harmless ("module:3", "session:7",
    "recognised:uuid"). Recognised hours carry the document and who approved them. Written by `services.hours`."""

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
    document = models.CharField(_("Document"), max_length=200, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    reverses = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="reversal")

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
        ]
        indexes = [models.Index(fields=["programme", "person"], name="hours_of_person")]

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("An entry never changes; reverse it")
        super().save(*args, **kwargs)
