from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from reports.models.snapshot import Snapshot


class NamedAnnex(models.Model):
    """One row per request of the standing committee for a list with names, on paper: without one there is no list.
    Never changed. The list itself is not kept: it is made anew at each download, and each is in the audit log."""

    class Holds(models.TextChoices):
        UNKNOWN = "unknown", pgettext_lazy("named annex", "Those without a result")
        GRADES = "grades", pgettext_lazy("named annex", "Everybody with the grade")

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    snapshot = models.ForeignKey(Snapshot, models.PROTECT, related_name="named_annexes")
    holds = models.CharField(_("The list holds"), max_length=10, choices=Holds.choices, default=Holds.UNKNOWN)
    document = models.CharField(_("Number of the document"), max_length=100)
    dated = models.DateField(_("Date of the document"))
    asked_by = models.CharField(_("Who asked"), max_length=100)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(document="") & ~Q(asked_by=""), name="named_annex_on_a_document"),
            models.UniqueConstraint(fields=["snapshot", "holds", "document"], name="named_annex_once_a_document"),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("A recorded request never changes; record another one")
        super().save(*args, **kwargs)
