from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from courses.models.enrolment import Cohort
from courses.models.programme import Programme

if TYPE_CHECKING:
    from lms.people.models import Person


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
        return self.filter(Q(unit__isnull=True) | Q(unit__in=own), programme__enrolments__person=person).distinct()


class TrainingSession(models.Model):
    """One offline or live class of a programme. `unit` None means for the whole district. Written by
    `services.sessions`. The links are for 直播 only."""

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
        ]

    def __str__(self) -> str:
        return self.title


class Attendance(models.Model):
    """What became of one person in one session; the row that nothing supersedes counts. Append-only: a correction is a
    new row with its reason. Written by `services.attendance`."""

    class State(models.TextChoices):
        PRESENT = "present", pgettext_lazy("attendance", "Present")
        LEAVE = "leave", pgettext_lazy("attendance", "On leave")
        ABSENT = "absent", pgettext_lazy("attendance", "Absent")
        MADE_UP = "made_up", pgettext_lazy("attendance", "Made up")

    session = models.ForeignKey(TrainingSession, models.PROTECT, related_name="attendance")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="attendance")
    state = models.CharField(max_length=8, choices=State.choices)
    reason = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    superseded_by = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="supersedes")

    class Meta:
        verbose_name = _("attendance")
        constraints = [
            models.UniqueConstraint(
                fields=["session", "person"], condition=Q(superseded_by__isnull=True), name="attendance_one_in_force"
            ),
            models.CheckConstraint(condition=~Q(state="leave") | ~Q(reason=""), name="attendance_leave_has_reason"),
        ]

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        raise TypeError("Attendance is never deleted; correct it")
