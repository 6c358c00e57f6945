from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from quizzes.bank.models.item import ItemBank

if TYPE_CHECKING:
    from lms.people.models import Person


class BankOwner(models.Model):
    """One row per person who answers for a bank of the readiness test: nobody but its owners ever reads the items
    there with their keys. Written by `services.owners`; only `ended_at` is set later."""

    bank = models.ForeignKey(ItemBank, models.PROTECT, related_name="ownerships")
    person: "models.ForeignKey[Person, Person]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("owner of a bank")
        verbose_name_plural = _("owners of banks")
        constraints = [
            models.UniqueConstraint(
                fields=["bank", "person"], condition=models.Q(ended_at=None), name="bank_owner_once"
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at=None) | models.Q(ended_at__gte=models.F("at")), name="bank_owner_ends_after"
            ),
        ]
