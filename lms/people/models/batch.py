from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


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
    """One row per roster that was uploaded to be looked at before it is confirmed. The bytes lie in private storage;
    they and everything typed are deleted when the draft is confirmed, given up, or a day old. `corrections` maps
    "row:field" to the value typed over a cell, `decisions` a row to whose it is ("new", a person's uuid, "row:12").
    `counts` is what the import did. Written by `services.roster_drafts`; a closed draft never changes."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("roster", "being checked")
        IMPORTED = "imported", pgettext_lazy("roster", "imported")
        GIVEN_UP = "given_up", pgettext_lazy("roster", "given up")

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    file = models.CharField(max_length=120, blank=True)
    filename = models.CharField(max_length=200)
    effective_on = models.DateField()
    corrections = models.JSONField(default=dict)
    decisions = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("roster being checked")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="open", closed_at__isnull=True)
                | (~models.Q(state="open") & models.Q(closed_at__isnull=False, file="")),
                name="roster_draft_closed_without_file",
            )
        ]
