from typing import TYPE_CHECKING
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from quizzes.readiness.models.level import LevelDecision

if TYPE_CHECKING:
    from lms.people.models import Person


class ContestQuerySet(models.QuerySet["Contest"]):
    def visible_to(self, person: "Person") -> "ContestQuerySet":
        """The person's own; all of them for the committee."""
        from lms.people.models import Role
        from lms.people.permissions import has_role

        return self if has_role(person, Role.COMMITTEE) else self.filter(person=person)


class Contest(models.Model):
    """One objection of a person to a decision on a level. Opened by the person, decided once by a named member of the
    committee; both texts stay. Written by `services.contests`."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("contest", "Open")
        UPHELD = "upheld", pgettext_lazy("contest", "Level upheld")
        CHANGED = "changed", pgettext_lazy("contest", "Level changed")

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    decision = models.ForeignKey(LevelDecision, on_delete=models.PROTECT, related_name="contests")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="contests")
    text = models.CharField(max_length=1000)
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="contests_decided"
    )
    decision_text = models.CharField(max_length=1000, blank=True)
    at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = ContestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["decision"], condition=Q(state="open"), name="quizzes_contest_one_open"),
            models.CheckConstraint(
                condition=Q(state="open", decided_by__isnull=True)
                | (~Q(state="open") & Q(decided_by__isnull=False) & ~Q(decision_text="")),
                name="quizzes_contest_decided_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.uuid} {self.state}"
