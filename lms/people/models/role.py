from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.people.models.unit import OrganisingUnit


class Role(models.TextChoices):
    """What a person of the staff may do. Deputies hold no role: a mandate makes them deputies."""

    TRAINER = "trainer", pgettext_lazy("role", "Trainer")
    ORGANISER = "organiser", pgettext_lazy("role", "Organiser of a town or street")
    CHAIR = "chair", pgettext_lazy("role", "Chair of a town's congress")
    COMMITTEE = "committee", pgettext_lazy("role", "Deputies' working committee")
    SYSTEM_ADMIN = "system_admin", pgettext_lazy("role", "System administrator")
    SECURITY_ADMIN = "security_admin", pgettext_lazy("role", "Security administrator")
    AUDIT_ADMIN = "audit_admin", pgettext_lazy("role", "Audit administrator")


ADMINISTRATORS = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN)
OF_A_UNIT = (Role.ORGANISER, Role.CHAIR)


class RoleGrantQuerySet(models.QuerySet["RoleGrant"]):
    def in_force(self, day: date) -> "RoleGrantQuerySet":
        """`ends_on` is the first day without the role."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=day), starts_on__lte=day)


class RoleGrant(models.Model):
    """One row per role given to a person, with the unit where the role is tied to one. Written by `services.roles`;
    only `ends_on` is set later. `by` is None for the first set-up. One person never holds two of the three
    administrators' roles at a time."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="role_grants")
    role = models.CharField(max_length=20, choices=Role.choices)
    unit = models.ForeignKey(OrganisingUnit, models.PROTECT, null=True, blank=True, related_name="role_grants")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField()

    objects = RoleGrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("role grant")
        verbose_name_plural = _("role grants")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "role", "unit"],
                condition=Q(ends_on__isnull=True),
                name="role_grant_once_a_unit",
            ),
            models.UniqueConstraint(
                fields=["person", "role"],
                condition=Q(ends_on__isnull=True, unit__isnull=True),
                name="role_grant_once",
            ),
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(ends_on__isnull=True, role__in=["system_admin", "security_admin", "audit_admin"]),
                name="role_one_administrator",
            ),
            models.CheckConstraint(
                condition=Q(role__in=["organiser", "chair"], unit__isnull=False)
                | (~Q(role__in=["organiser", "chair"]) & Q(unit__isnull=True)),
                name="role_unit_where_needed",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="role_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.unit or ''}".strip()
