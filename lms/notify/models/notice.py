from django.db import models
from django.utils.translation import gettext_lazy as _


class Notice(models.Model):
    """One row per thing a person is told, shown inside the site. Written by `services.notices`; only `read_at`
    changes. The key makes telling twice harmless."""

    to_uuid = models.UUIDField()
    kind = models.CharField(max_length=32)
    key = models.CharField(max_length=200, unique=True)
    text = models.CharField(max_length=500)
    url = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["to_uuid", "read_at"], name="notice_unread")]
