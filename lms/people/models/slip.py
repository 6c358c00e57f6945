from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.people.models.unit import OrganisingUnit


class SignInSlip(models.Model):
    """One row per printed account slip. Only the token's hash is kept; the token stands on paper alone. A newer slip of
    the same person replaces an unused one. It may be opened again until a password is chosen; then it is used. `unit`
    is None for somebody of the staff. Written by `services.slips`; only `used_at` and `replaced_at` change."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="slips")
    unit = models.ForeignKey(OrganisingUnit, models.PROTECT, null=True, blank=True, related_name="slips")
    token_hash = models.CharField(max_length=64, unique=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    replaced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("account slip")
        verbose_name_plural = _("account slips")
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=models.Q(used_at__isnull=True, replaced_at__isnull=True),
                name="slip_one_open",
            ),
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("created_at")), name="slip_expires_after_creation"
            ),
        ]
