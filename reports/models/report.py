from typing import TYPE_CHECKING
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from reports.models.needs import NeedsReport
from reports.models.snapshot import Snapshot

if TYPE_CHECKING:
    from lms.people.models import Person


class ReportQuerySet(models.QuerySet["Report"]):
    def visible_to(self, person: "Person") -> "ReportQuerySet":
        """The committee's staff alone."""
        from lms.people.models import Role
        from lms.people.permissions import has_role

        return self.all() if has_role(person, Role.COMMITTEE) else self.none()


class Report(models.Model):
    """One report to the standing committee, drawn up from one snapshot. 拟稿 → 核稿 by a second person → 报送 → 签收 →
    归档; `reviewed_by` is that person where it is one with an account, the `confirmations` tell of the others.

    `shape` names one of `data/shapes.yaml`. `texts` holds what staff wrote: {"problems": str, "plans": str, …}; figures
    come from the snapshot alone.
    """

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("report", "Draft for review")
        REVIEWED = "reviewed", pgettext_lazy("report", "Reviewed")
        SENT = "sent", pgettext_lazy("report", "Sent")
        RECEIVED = "received", pgettext_lazy("report", "Received")
        ARCHIVED = "archived", pgettext_lazy("report", "Filed")

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    snapshot = models.ForeignKey(Snapshot, models.PROTECT, related_name="reports")
    title = models.CharField(_("Title"), max_length=150)
    shape = models.CharField(max_length=12, default="upward")
    texts = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    received_at = models.DateTimeField(null=True, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ["-drafted_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="draft")
                | (
                    Q(reviewed_at__isnull=False)
                    & (Q(reviewed_by__isnull=True) | ~Q(reviewed_by=models.F("drafted_by")))
                ),
                name="report_reviewed_by_a_second_person",
            )
        ]

    def __str__(self) -> str:
        return self.title


class ReportFile(models.Model):
    """One document in private storage, of a readiness report or of that of a needs survey."""

    report = models.ForeignKey(Report, models.PROTECT, null=True, related_name="files")
    needs = models.ForeignKey(NeedsReport, models.PROTECT, null=True, related_name="files")
    kind = models.CharField(max_length=10)
    file = models.CharField(max_length=150)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "kind", "sha256"], name="report_file_once"),
            models.UniqueConstraint(fields=["needs", "kind", "sha256"], name="needs_file_once"),
            models.CheckConstraint(
                condition=Q(report__isnull=False, needs__isnull=True) | Q(report__isnull=True, needs__isnull=False),
                name="file_of_one_report",
            ),
        ]
