from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class ImportBatch(models.Model):
    """One row per roster that was imported. The file itself is not kept; its hash says which one it was.

    Written by `services.roster`; never changes. `mapping` is which column was read as which field, `counts` what became
    of the rows: {"rows", "created", "changed", "unchanged", "ended"}.
    """

    sha256 = models.CharField(max_length=64)
    filename = models.CharField(max_length=200)
    effective_on = models.DateField()
    mapping = models.JSONField()
    counts = models.JSONField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("roster import")
        verbose_name_plural = _("roster imports")
        ordering = ["-at", "-pk"]


class RosterDraft(models.Model):
    """One row per roster that was uploaded and is being looked at before it is confirmed. The bytes lie in private
    storage and are deleted when the draft is confirmed, given up, or a day old. `corrections` maps "row:column" to the
    value typed over a cell. Written by `services.roster_drafts`."""

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    file = models.CharField(max_length=120)
    filename = models.CharField(max_length=200)
    effective_on = models.DateField()
    corrections = models.JSONField(default=dict)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("roster being checked")
