from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from courses.models.enrolment import Cohort, Enrolment
from courses.models.programme import Programme

if TYPE_CHECKING:
    from lms.people.models import Person

DOORS = timedelta(minutes=30)  # a class can be entered so long before it begins and after it ends


class TrainingSessionQuerySet(models.QuerySet["TrainingSession"]):
    def visible_to(self, person: "Person") -> "TrainingSessionQuerySet":
        """Committee and trainers see all, organisers and chairs those of the own units and those of the whole district,
        learners those of their programmes that are for them."""
        from lms.people.models import Mandate, Role
        from lms.people.permissions import has_role, units_of

        if has_role(person, Role.COMMITTEE, Role.TRAINER):
            return self
        units = units_of(person, Role.ORGANISER, Role.CHAIR).values("pk")
        if has_role(person, Role.ORGANISER, Role.CHAIR):
            return self.filter(Q(unit__isnull=True) | Q(unit__in=units))
        own = Mandate.objects.filter(person=person).values("unit_id")
        enrolled = Enrolment.objects.filter(person=person)
        return self.filter(
            Q(unit__isnull=True) | Q(unit__in=own),
            Q(cohort__isnull=True) | Q(cohort__in=enrolled.filter(cohort__isnull=False).values("cohort_id")),
            programme__in=enrolled.values("programme_id"),
        )

    def for_learner(self, person: "Person") -> "TrainingSessionQuerySet":
        """What the person is expected at: of the running enrolments, for all, the own units or the own cohort."""
        from lms.people.models import Mandate

        own = Mandate.objects.filter(person=person).values("unit_id")
        enrolled = Enrolment.objects.running().filter(person=person)
        return self.filter(
            Q(unit__isnull=True) | Q(unit__in=own),
            Q(cohort__isnull=True) | Q(cohort__in=enrolled.filter(cohort__isnull=False).values("cohort_id")),
            programme__in=enrolled.values("programme_id"),
        )


class TrainingSession(models.Model):
    """One offline or live class of a programme. `unit` None means for the whole district. Written by
    `services.sessions`. The links are for 直播 only. `revision` counts the changes: an editor who saw an older one is
    told, and every change is told to the participants once."""

    class Kind(models.TextChoices):
        CLASSROOM = "classroom", pgettext_lazy("session", "Classroom teaching")
        LIVE = "live", pgettext_lazy("session", "Live broadcast")
        FIELD = "field", pgettext_lazy("session", "On-site teaching")

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="sessions", verbose_name=_("Programme"))
    cohort = models.ForeignKey(Cohort, models.PROTECT, null=True, blank=True, related_name="sessions")
    unit = models.ForeignKey("people.OrganisingUnit", models.PROTECT, null=True, blank=True, related_name="sessions")
    kind = models.CharField(_("Kind"), max_length=10, choices=Kind.choices)
    title = models.CharField(_("Title"), max_length=100)
    starts_at = models.DateTimeField(_("Begins"))
    ends_at = models.DateTimeField(_("Ends"))
    place = models.CharField(_("Place"), max_length=100, blank=True)
    teacher = models.CharField(_("Teacher"), max_length=60, blank=True)
    entry_link = models.URLField(_("Link to enter"), blank=True)
    replay_link = models.URLField(_("Link to the replay"), blank=True)
    hours = models.DecimalField(_("Class hours"), max_digits=4, decimal_places=1)
    cancelled = models.BooleanField(default=False)
    cancel_reason = models.CharField(_("Reason"), max_length=200, blank=True)
    revision = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    objects = TrainingSessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("training session")
        verbose_name_plural = _("training sessions")
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="session_ends_after_start"),
            models.CheckConstraint(condition=Q(hours__gt=0), name="session_hours"),
            models.CheckConstraint(
                condition=Q(kind="live") | Q(entry_link="", replay_link=""), name="session_links_of_live_only"
            ),
            models.CheckConstraint(
                condition=Q(cancelled=False) | ~Q(cancel_reason=""), name="session_cancelled_with_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def doors_open(self, now: datetime) -> bool:
        """Whether one can go in now: from half an hour before the beginning to half an hour after the end."""
        return not self.cancelled and self.starts_at - DOORS <= now <= self.ends_at + DOORS

    def over(self, now: datetime) -> bool:
        return self.ends_at < now
