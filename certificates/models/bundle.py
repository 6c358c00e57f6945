"""Many certificates in one file."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Bundle(models.Model):
    """One row per ZIP or print file that staff asked for. Written by `services.bundles`.

    `file` is empty until the job has stored it, and empty again after the sweep has deleted it on `expires_at`.
    """

    class Kind(models.TextChoices):
        ZIP = "zip", _("ZIP with one PDF each")
        PRINT = "print", _("One file for printing")

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    programme = models.ForeignKey("courses.Programme", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    file = models.CharField(max_length=120, blank=True)
    count = models.PositiveIntegerField(default=0)
    size = models.PositiveBigIntegerField(default=0)
    created_at = models.DateTimeField()
    ready_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField()

    class Meta:
        verbose_name = _("certificates in one file")
