from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from courses.models.programme import Programme

if TYPE_CHECKING:
    from lms.people.models import Person


class Cohort(models.Model):
    """期/班: a group that goes through a programme together, of one unit or of all."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="cohorts")
    name = models.CharField(pgettext_lazy("cohort", "Name"), max_length=60)
    unit = models.ForeignKey("people.OrganisingUnit", models.PROTECT, null=True, blank=True, related_name="cohorts")
    starts = models.DateField(_("Begins"))
    ends = models.DateField(_("Ends"))

    class Meta:
        verbose_name = _("cohort")
        verbose_name_plural = _("cohorts")
        constraints = [models.UniqueConstraint(fields=["programme", "name"], name="cohort_name_once")]

    def __str__(self) -> str:
        return self.name


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def running(self) -> "EnrolmentQuerySet":
        return self.filter(ended_at__isnull=True)

    def visible_to(self, person: "Person") -> "EnrolmentQuerySet":
        """Of oneself; of the people of the own units for organisers and chairs; all for the committee."""
        from lms.people.models import Person, Role
        from lms.people.permissions import has_role

        if has_role(person, Role.COMMITTEE):
            return self
        return self.filter(person__in=Person.objects.visible_to(person).values("pk"))


class Enrolment(models.Model):
    """A person in a programme. Made by rule (`services.enrolments`) for everybody with a mandate in the audience (`by`
    is empty then), by hand for staff who learn along, outside the counts. `completed_at` is set once, when the rule
    is met (`services.completions`); `ended_at` when the mandate is over."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="enrolments")
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="enrolments")
    cohort = models.ForeignKey(Cohort, models.PROTECT, null=True, blank=True, related_name="enrolments")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    completed_at = models.DateTimeField(null=True, blank=True)
    rule_version = models.PositiveSmallIntegerField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        constraints = [
            models.UniqueConstraint(fields=["person", "programme"], name="enrolment_once"),
            models.CheckConstraint(
                condition=Q(completed_at__isnull=True) | Q(rule_version__isnull=False),
                name="enrolment_completed_by_rule",
            ),
        ]
