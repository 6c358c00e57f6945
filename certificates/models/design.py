"""What a certificate looks like and says besides a person's own facts."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Kind(models.TextChoices):
    COMPLETION = "completion", _("Certificate of completion")
    HOURS = "hours", _("Proof of class hours")


class Design(models.Model):
    """One row per design: for a kind of certificate in one programme, or, without a programme, in all the others.
    Written by `services.designs`. What it says stands in its versions; the latest is in use."""

    title = models.CharField(_("Name of the design"), max_length=80)
    kind = models.CharField(pgettext_lazy("certificate", "Kind"), max_length=20, choices=Kind.choices)
    programme = models.ForeignKey("courses.Programme", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("design of certificates")
        verbose_name_plural = _("designs of certificates")
        constraints = [
            models.UniqueConstraint(fields=["kind", "programme"], name="design_once_a_programme"),
            models.UniqueConstraint(
                fields=["kind"], condition=Q(programme__isnull=True), name="design_once_for_the_others"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class DesignVersion(models.Model):
    """One row per saved state of a design, numbered from 1. Written by `services.designs`; never changed, since issued
    certificates point to it. `content` has the keys of `certificates.wording.Wording`; `by` is None for the one that
    came with the software."""

    design = models.ForeignKey(Design, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    content = models.JSONField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("version of a design")
        constraints = [models.UniqueConstraint(fields=["design", "number"], name="design_version_once")]
