from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from courses.models.session import TrainingSession


class AttendanceQuerySet(models.QuerySet["Attendance"]):
    def in_force(self) -> "AttendanceQuerySet":
        """The last row of each chain: the one that no later row supersedes."""
        return self.filter(superseded_by__isnull=True)


class Attendance(models.Model):
    """What became of one person in one session. Append-only: a correction is a new row that names the row it supersedes
    and says why; the row that nothing supersedes counts. One first row a person and session, and one successor a row,
    so that the chain never forks. Written by `services.attendance`."""

    class State(models.TextChoices):
        PRESENT = "present", pgettext_lazy("attendance", "Present")
        LEAVE = "leave", pgettext_lazy("attendance", "On leave")
        ABSENT = "absent", pgettext_lazy("attendance", "Absent")
        MADE_UP = "made_up", pgettext_lazy("attendance", "Made up")

    CREDITED = frozenset({State.PRESENT.value, State.MADE_UP.value})

    session = models.ForeignKey(TrainingSession, models.PROTECT, related_name="attendance")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="attendance")
    state = models.CharField(max_length=8, choices=State.choices)
    reason = models.CharField(max_length=200, blank=True)
    correction = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    supersedes = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="superseded_by")

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("attendance")
        constraints = [
            models.UniqueConstraint(
                fields=["session", "person"], condition=Q(supersedes__isnull=True), name="attendance_one_first_row"
            ),
            models.CheckConstraint(condition=~Q(state="leave") | ~Q(reason=""), name="attendance_leave_has_reason"),
            models.CheckConstraint(
                condition=Q(supersedes__isnull=True) | ~Q(correction=""), name="attendance_correction_has_reason"
            ),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("Attendance never changes; correct it by a new row")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        raise TypeError("Attendance is never deleted; correct it")

    @property
    def credited(self) -> bool:
        """Whether the hours of the session are credited."""
        return self.state in self.CREDITED


class LeaveRequest(models.Model):
    """A deputy asks to be excused from a session; a person decides. Approved, it becomes a row of attendance. Written
    by `services.leave`; the decision is set once."""

    session = models.ForeignKey(TrainingSession, models.PROTECT, related_name="leave_requests")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="leave_requests")
    reason = models.CharField(_("Reason"), max_length=200)
    at = models.DateTimeField()
    approved = models.BooleanField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("request for leave")
        verbose_name_plural = _("requests for leave")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "person"], condition=Q(approved__isnull=True), name="leave_one_open_request"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="leave_has_reason"),
            models.CheckConstraint(
                condition=Q(approved__isnull=True, decided_by__isnull=True, decided_at__isnull=True)
                | Q(approved__isnull=False, decided_by__isnull=False, decided_at__isnull=False),
                name="leave_decided_by_somebody",
            ),
        ]
