from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.people.models.unit import OrganisingUnit
from lms.people.numerals import chinese_number


class Congress(models.Model):
    """One row per people's congress, of the district or of a town. Written by `services.organs`; a roster never makes
    one."""

    class Level(models.TextChoices):
        DISTRICT = "district", pgettext_lazy("congress", "District")
        TOWNSHIP = "township", pgettext_lazy("congress", "Township")

    name = models.CharField(pgettext_lazy("organ", "Name"), max_length=100, unique=True)
    level = models.CharField(max_length=10, choices=Level.choices)
    unit = models.OneToOneField(OrganisingUnit, models.PROTECT, related_name="congress")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")

    class Meta:
        verbose_name = _("congress")
        verbose_name_plural = _("congresses")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(level="district", parent__isnull=True)
                | models.Q(level="township", parent__isnull=False),
                name="congress_township_below_district",
            )
        ]

    def __str__(self) -> str:
        return self.name


class TermQuerySet(models.QuerySet["Term"]):
    def running_on(self, day: date) -> "TermQuerySet":
        return self.filter(models.Q(end__isnull=True) | models.Q(end__gte=day), start__lte=day)


class Term(models.Model):
    """One row per term of one congress; every congress numbers its own terms."""

    congress = models.ForeignKey(Congress, models.PROTECT, related_name="terms")
    number = models.PositiveSmallIntegerField(_("Number"))
    start = models.DateField(_("Begins"))
    end = models.DateField(_("Ends"), null=True, blank=True)

    objects = TermQuerySet.as_manager()

    class Meta:
        verbose_name = _("term")
        verbose_name_plural = _("terms")
        constraints = [
            models.UniqueConstraint(fields=["congress", "number"], name="term_number_once"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="term_number_from_one"),
            models.CheckConstraint(
                condition=models.Q(end__isnull=True) | models.Q(end__gt=models.F("start")), name="term_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return self.written

    @property
    def ordinal(self) -> str:
        """第十九届"""
        return f"第{chinese_number(self.number)}届"

    @property
    def written(self) -> str:
        """青禾区第十九届人民代表大会"""
        place = self.congress.name.removesuffix("人民代表大会")
        return f"{place}{self.ordinal}人民代表大会"


class ElectoralDistrict(models.Model):
    """选区: where a deputy was elected, within one term. Written by the roster import."""

    term = models.ForeignKey(Term, models.PROTECT, related_name="electoral_districts")
    name = models.CharField(max_length=60)
    seats = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["term", "name"], name="electoral_district_once"),
            models.CheckConstraint(
                condition=models.Q(seats__isnull=True) | models.Q(seats__gte=1, seats__lte=3),
                name="electoral_district_seats",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Delegation(models.Model):
    """代表团 or 代表小组 of one term. `unit` is the organising unit that looks after it."""

    class Kind(models.TextChoices):
        DELEGATION = "delegation", pgettext_lazy("delegation", "Delegation")
        GROUP = "group", pgettext_lazy("delegation", "Deputies' group")

    term = models.ForeignKey(Term, models.PROTECT, related_name="delegations")
    name = models.CharField(max_length=60)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    unit = models.ForeignKey(OrganisingUnit, models.PROTECT, related_name="delegations")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["term", "name"], name="delegation_once")]

    def __str__(self) -> str:
        return self.name


class Station(models.Model):
    """家站: a deputies' home or a contact station, kept by a unit."""

    class Kind(models.TextChoices):
        HOME = "home", pgettext_lazy("station", "Deputies' home")
        STATION = "station", pgettext_lazy("station", "Deputies' contact station")

    name = models.CharField(max_length=60)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    unit = models.ForeignKey(OrganisingUnit, models.PROTECT, related_name="stations")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "name"], name="station_once")]

    def __str__(self) -> str:
        return self.name
