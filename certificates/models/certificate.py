"""What was awarded, to whom, and what was withdrawn."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from certificates.masking import masked
from certificates.models.design import DesignVersion, Kind
from certificates.serial import grouped

if TYPE_CHECKING:
    from lms.people.models import Person


class CertificateQuerySet(models.QuerySet["Certificate"]):
    def visible_to(self, person: Person) -> CertificateQuerySet:
        """The own ones; all of them for the committee."""
        from certificates.permissions import may_manage

        return self.all() if may_manage(person) else self.filter(person=person)

    def with_state(self) -> CertificateQuerySet:
        """With all that `state` looks at, in the same query."""
        return self.select_related("revocation", "superseded_by")

    def in_force(self, day: date) -> CertificateQuerySet:
        """Neither withdrawn, replaced nor past its last day."""
        return self.filter(
            Q(expires_on__isnull=True) | Q(expires_on__gte=day), revocation__isnull=True, superseded_by__isnull=True
        )

    def in_state(self, state: str, day: date) -> CertificateQuerySet:
        """Those whose `state_on(day)` is this one."""
        if state == Certificate.State.REVOKED:
            return self.filter(revocation__isnull=False)
        if state == Certificate.State.SUPERSEDED:
            return self.filter(revocation__isnull=True, superseded_by__isnull=False)
        if state == Certificate.State.EXPIRED:
            return self.filter(revocation__isnull=True, superseded_by__isnull=True, expires_on__lt=day)
        return self.in_force(day)


class Certificate(models.Model):
    """One row per certificate handed out. Written by `services.issue` alone, after its file was stored.

    Nothing here ever changes: the name, the title, the grade and the hours are those of the day of issue. A withdrawal
    is a `Revocation`; a new name is a new row of the next generation that points back by `supersedes`. The unique
    constraint over person, programme, kind and generation is what makes issuing happen once, whoever tries and
    however often.
    """

    class State(models.TextChoices):
        ISSUED = "issued", pgettext_lazy("certificate", "In force")
        REVOKED = "revoked", pgettext_lazy("certificate", "Withdrawn")
        SUPERSEDED = "superseded", pgettext_lazy("certificate", "Replaced")
        EXPIRED = "expired", pgettext_lazy("certificate", "Expired")

    serial = models.CharField(_("number"), max_length=28, unique=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="certificates")
    programme = models.ForeignKey("courses.Programme", models.PROTECT, related_name="certificates")
    term = models.ForeignKey("people.Term", models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=20, choices=Kind.choices, default=Kind.COMPLETION)
    generation = models.PositiveSmallIntegerField(default=1)
    supersedes = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="superseded_by", verbose_name=_("replaces")
    )
    subject_name = models.CharField(_("name"), max_length=100)
    programme_title = models.CharField(max_length=200)
    term_written = models.CharField(max_length=60, blank=True)
    issuer = models.CharField(max_length=200)
    level = models.CharField(_("grade"), max_length=60, blank=True)
    level_as_of = models.DateField(null=True, blank=True)
    hours = models.DecimalField(_("hours"), max_digits=6, decimal_places=1)
    rule_version = models.CharField(max_length=60)
    issued_on = models.DateField(_("issued on"))
    expires_on = models.DateField(_("valid until"), null=True, blank=True)
    design = models.ForeignKey(DesignVersion, models.PROTECT, null=True, blank=True, related_name="certificates")
    """The words and the layout it was printed with; None of those from before there were designs."""
    file = models.CharField(max_length=120, unique=True)
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveIntegerField()
    signed = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        constraints = [
            models.UniqueConstraint(fields=["person", "programme", "kind", "generation"], name="certificate_once"),
            models.CheckConstraint(condition=Q(size__gt=0), name="certificate_has_bytes"),
            models.CheckConstraint(
                condition=Q(generation=1, supersedes__isnull=True) | Q(generation__gt=1, supersedes__isnull=False),
                name="certificate_later_generation_replaces",
            ),
            models.CheckConstraint(
                condition=Q(expires_on__isnull=True) | Q(expires_on__gte=F("issued_on")),
                name="certificate_ends_after_issue",
            ),
        ]
        indexes = [models.Index(fields=["programme", "-created_at"], name="certificate_recent")]

    def __str__(self) -> str:
        return self.written_serial

    @property
    def heading(self) -> str:
        """What stands above it in large type; its kind, of those from before there were designs."""
        return str(self.design.content["heading"]) if self.design else str(Kind(self.kind).label)

    @property
    def written_serial(self) -> str:
        """The number in groups of four, as printed."""
        return grouped(self.serial)

    @property
    def masked_name(self) -> str:
        return masked(self.subject_name)

    @property
    def state(self) -> str:
        """issued, revoked or superseded, derived from the rows that say so. Load `with_state()` for lists."""
        if hasattr(self, "revocation"):
            return self.State.REVOKED
        return self.State.SUPERSEDED if hasattr(self, "superseded_by") else self.State.ISSUED

    def state_on(self, day: date) -> State:
        """`state`, or expired when nothing else ended it and its last day has passed."""
        state = self.State(self.state)
        if state == self.State.ISSUED and self.expires_on is not None and self.expires_on < day:
            return self.State.EXPIRED
        return state


class Revocation(models.Model):
    """One row per withdrawn certificate: why, by whom, when. Written by `services.revoke`; never changed or deleted."""

    certificate = models.OneToOneField(Certificate, models.PROTECT, related_name="revocation")
    reason = models.CharField(_("reason"), max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("withdrawal of a certificate")
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="revocation_has_reason")]
