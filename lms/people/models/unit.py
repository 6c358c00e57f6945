from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

if TYPE_CHECKING:
    from lms.people.models.person import Person


class OrganisingUnitQuerySet(models.QuerySet["OrganisingUnit"]):
    def visible_to(self, person: "Person") -> "OrganisingUnitQuerySet":
        """All for the committee and the administrators of accounts; else those where the person holds a role."""
        from lms.people.models.role import Role
        from lms.people.permissions import has_role, units_of

        if has_role(person, Role.COMMITTEE, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN):
            return self
        return self.filter(pk__in=units_of(person).values("pk"))


class OrganisingUnit(models.Model):
    """One row per body that looks after deputies: the district's committee, a town's presidium, a street's working
    committee. It is the tenant: an organiser sees the deputies of the own unit. Written by `services.organs`."""

    class Kind(models.TextChoices):
        COMMITTEE = "committee", pgettext_lazy("unit", "Deputies' working committee of the district")
        PRESIDIUM = "presidium", pgettext_lazy("unit", "Presidium of the town's congress")
        STREET = "street", pgettext_lazy("unit", "Street working committee of the district congress")

    slug = models.SlugField(max_length=60, unique=True, allow_unicode=True)
    name = models.CharField(pgettext_lazy("organ", "Name"), max_length=100, unique=True)
    short_name = models.CharField(max_length=60)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    position = models.PositiveSmallIntegerField(default=0)
    contact = models.CharField(_("Whom to call"), max_length=100, blank=True)

    objects = OrganisingUnitQuerySet.as_manager()

    class Meta:
        verbose_name = _("organising unit")
        verbose_name_plural = _("organising units")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["kind"], condition=models.Q(kind="committee"), name="unit_one_committee"),
            models.CheckConstraint(
                condition=models.Q(kind="committee", parent__isnull=True)
                | (~models.Q(kind="committee") & models.Q(parent__isnull=False)),
                name="unit_below_the_committee",
            ),
        ]

    def __str__(self) -> str:
        return self.name
