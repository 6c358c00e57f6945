from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from quizzes.bank.models.item import Item

if TYPE_CHECKING:
    from lms.people.models import Person


class ItemReview(models.Model):
    """One round of checking of one draft: who wrote it, who sent it, who checked it, when, with which remark. At most
    one is open for an item. `fingerprint` is what was sent: a draft that changes takes its open round back. Whoever
    wrote or sent it does not check it; `alone` marks the one exception, a bank that is open to one person alone. A
    decided round never changes. Written by `services.reviewing`."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("review of an item", "Waiting")
        APPROVED = "approved", pgettext_lazy("review of an item", "Approved")
        RETURNED = "returned", pgettext_lazy("review of an item", "Given back")
        WITHDRAWN = "withdrawn", pgettext_lazy("review of an item", "Taken back")

    item = models.ForeignKey(Item, models.PROTECT, related_name="reviews")
    fingerprint = models.CharField(max_length=64)
    author: "models.ForeignKey[Person | None, Person | None]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    asked_by: "models.ForeignKey[Person | None, Person | None]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    asked_at = models.DateTimeField()
    note = models.CharField(max_length=500, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    decided_by: "models.ForeignKey[Person | None, Person | None]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    comment = models.CharField(max_length=500, blank=True)
    alone = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("review of an item")
        verbose_name_plural = _("reviews of items")
        ordering = ["asked_at", "pk"]
        indexes = [models.Index(fields=["state", "asked_at"], name="item_review_waiting")]
        constraints = [
            models.UniqueConstraint(fields=["item"], condition=models.Q(state="open"), name="item_review_one_open"),
            models.CheckConstraint(
                condition=models.Q(state="open", decided_at=None, decided_by=None)
                | (~models.Q(state="open") & models.Q(decided_at__isnull=False)),
                name="item_review_decided",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["approved", "returned"]) | models.Q(decided_by__isnull=False),
                name="item_review_has_reviewer",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="approved")
                | models.Q(alone=True)
                | (
                    (models.Q(asked_by=None) | ~models.Q(decided_by=models.F("asked_by")))
                    & (models.Q(author=None) | ~models.Q(decided_by=models.F("author")))
                ),
                name="item_review_second_person",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="returned") | ~models.Q(comment=""), name="item_review_return_says_why"
            ),
        ]
