"""What happens to a report between drafting and filing: who was asked, who confirmed, what was finished elsewhere."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from reports.models.report import Report


class Invitation(models.Model):
    """One row per one-time link by which somebody without an account reads a report and answers. Only the token's hash
    is kept. It answers for one PDF, named by its hash; it ends by its answer, by a newer one, or by its day."""

    class Purpose(models.TextChoices):
        REVIEW = "review", pgettext_lazy("invitation", "Review")
        RECEIPT = "receipt", pgettext_lazy("invitation", "Receipt")

    report = models.ForeignKey(Report, models.PROTECT, related_name="invitations")
    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    token_hash = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=60)
    post = models.CharField(max_length=100)
    pdf_sha256 = models.CharField(max_length=64)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["report", "purpose"],
                condition=Q(used_at__isnull=True, withdrawn_at__isnull=True),
                name="report_one_open_invitation",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=models.F("made_at")), name="report_invitation_ends_after_it_began"
            ),
        ]


class Confirmation(models.Model):
    """One row per answer to a report: agreed, returned with words, or received; never changed. `way` says whether a
    colleague signed in, a link was used, or a signed paper was handed in; then `file` is its scan."""

    class Answer(models.TextChoices):
        AGREED = "agreed", pgettext_lazy("confirmation", "Agreed")
        RETURNED = "returned", pgettext_lazy("confirmation", "Returned")
        RECEIVED = "received", pgettext_lazy("confirmation", "Received")

    class Way(models.TextChoices):
        COLLEAGUE = "colleague", pgettext_lazy("confirmation", "Signed in")
        LINK = "link", pgettext_lazy("confirmation", "By a one-time link")
        PAPER = "paper", pgettext_lazy("confirmation", "On paper")

    report = models.ForeignKey(Report, models.PROTECT, related_name="confirmations")
    answer = models.CharField(max_length=10, choices=Answer.choices)
    way = models.CharField(max_length=10, choices=Way.choices)
    name = models.CharField(max_length=60)
    post = models.CharField(max_length=100, blank=True)
    words = models.CharField(max_length=1000, blank=True)
    pdf_sha256 = models.CharField(max_length=64)
    file = models.CharField(max_length=150, blank=True)
    file_sha256 = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    invitation = models.OneToOneField(Invitation, models.PROTECT, null=True, blank=True, related_name="answered")

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(answer="returned") | ~Q(words=""), name="report_returned_with_words"),
            models.CheckConstraint(
                condition=Q(way="link", invitation__isnull=False, file="")
                | Q(way="colleague", invitation__isnull=True, by__isnull=False, file="")
                | (Q(way="paper", invitation__isnull=True, by__isnull=False) & ~Q(file="")),
                name="report_confirmation_has_its_proof",
            ),
        ]


class FinalVersion(models.Model):
    """One row per 定稿 that came back from a word processor. `differences` are the figures in which it departs from the
    snapshot, as `comparing_figures.Difference` tells them; both versions are kept."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="finals")
    file = models.CharField(max_length=150)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    differences = models.JSONField(default=list)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["report", "sha256"], name="report_final_once")]


class ReportSchedule(models.Model):
    """When the next report of a programme is due: `next_on` moves on by its period once a snapshot was taken for it."""

    class Period(models.TextChoices):
        YEAR = "year", _("Every year")
        QUARTER = "quarter", _("Every quarter")

    programme = models.OneToOneField("courses.Programme", models.PROTECT, related_name="report_schedule")
    period = models.CharField(max_length=10, choices=Period.choices)
    next_on = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
