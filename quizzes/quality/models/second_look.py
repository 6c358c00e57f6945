from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from quizzes.delivery.models.written_once import WrittenOnce
from quizzes.readiness.models import Evidence


class AttestationDraw(WrittenOnce):
    """One draw of attestations for a second look: `pool` are the primary keys, in rising order, of those that stood and
    had not been drawn before, `share` what was wanted of them, `seed` what `random.Random` was given. So anybody can
    draw again and find the same. Never changes."""

    seed = models.PositiveBigIntegerField()
    share = models.FloatField()
    pool = models.JSONField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("draw of attestations")
        verbose_name_plural = _("draws of attestations")
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(share__gt=0, share__lte=1), name="attestation_draw_share"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.seed}"


class SecondLook(models.Model):
    """One attestation drawn for a second look by somebody who did not give it. Written by `services.second_looks`.

    State: drawn → confirmed, or doubted with a `reason`; a doubt is an open case, which a third person of the committee
    decides: upheld, or withdrawn, which takes the attestation back. Until then the level stays as it is.
    """

    class State(models.TextChoices):
        DRAWN = "drawn", pgettext_lazy("second look", "To be looked at")
        CONFIRMED = "confirmed", pgettext_lazy("second look", "Confirmed")
        DOUBTED = "doubted", pgettext_lazy("second look", "Doubted, case open")
        UPHELD = "upheld", pgettext_lazy("second look", "Attestation upheld")
        WITHDRAWN = "withdrawn", pgettext_lazy("second look", "Attestation taken back")

    draw = models.ForeignKey(AttestationDraw, models.PROTECT, related_name="looks")
    evidence = models.OneToOneField(Evidence, models.PROTECT, related_name="second_look")
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAWN)
    looked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    looked_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decision = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name = _("second look")
        verbose_name_plural = _("second looks")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="drawn", looked_by=None, looked_at=None)
                | (~Q(state="drawn") & Q(looked_by__isnull=False, looked_at__isnull=False)),
                name="second_look_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["drawn", "confirmed"]) | ~Q(reason=""), name="second_look_doubt_has_reason"
            ),
            models.CheckConstraint(
                condition=(Q(state__in=["upheld", "withdrawn"], decided_by__isnull=False) & ~Q(decision=""))
                | (~Q(state__in=["upheld", "withdrawn"]) & Q(decided_by=None, decision="")),
                name="second_look_case_decided",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("looked_by")), name="second_look_by_two_people"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.evidence_id} {self.state}"
