"""What is kept of a round. While it is open a sheet is its person's; when it closes, sheets become answers and texts
without a person, in an order that tells nothing, and are deleted."""

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from courses.models.programme import Programme

if TYPE_CHECKING:
    from lms.people.models import Person


class NeedsGroup(models.TextChoices):
    """As whom somebody is asked: the first that fits."""

    DISTRICT = "district", pgettext_lazy("needs", "District deputies")
    TOWNSHIP = "township", pgettext_lazy("needs", "Township deputies")
    STAFF = "staff", pgettext_lazy("needs", "Congress staff")


class NeedsRound(models.Model):
    """One asking of everybody, opened by the committee; at most one is open at a time. `survey` is the questionnaire as
    it was then (`files.needs_survey`). `invited` says at the end how many of each group were asked. Written by
    `needs.services.rounds`; a closed round never changes."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("needs", "Open")
        CLOSED = "closed", pgettext_lazy("needs", "Closed")

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="needs_rounds")
    title = models.CharField(_("Title"), max_length=60)
    starts_on = models.DateField()
    ends_on = models.DateField()
    survey = models.JSONField()
    state = models.CharField(max_length=6, choices=State.choices, default=State.OPEN)
    invited = models.JSONField(default=dict)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("round of the needs survey")
        verbose_name_plural = _("rounds of the needs survey")
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["state"], condition=Q(state="open"), name="needs_one_open_round"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="needs_ends_after_start"),
            models.CheckConstraint(
                condition=Q(state="open", closed_at__isnull=True) | Q(state="closed", closed_at__isnull=False),
                name="needs_closed_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN


class NeedsSheetQuerySet(models.QuerySet["NeedsSheet"]):
    def visible_to(self, person: "Person") -> "NeedsSheetQuerySet":
        """One's own; nobody else's, whatever the role."""
        return self.filter(person=person)


class NeedsSheet(models.Model):
    """What one person has filled in so far: question -> option, options or text; `<question>_other` holds the words to
    其他. It counts once `handed_in_at` is set, can be changed while the round is open, and is deleted at its end."""

    round = models.ForeignKey(NeedsRound, models.PROTECT, related_name="sheets")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="needs_sheets")
    group = models.CharField(max_length=10, choices=NeedsGroup.choices)
    unit = models.CharField(max_length=60)
    answers = models.JSONField(default=dict)
    changed_at = models.DateTimeField()
    handed_in_at = models.DateTimeField(null=True, blank=True)

    objects = NeedsSheetQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "person"], name="needs_sheet_once_a_person")]


class NeedsAnswer(models.Model):
    """One answered questionnaire of a closed round: no person, no time, no words. `number` follows what the answers
    say, so it leads back to nobody; `unit` is empty where fewer than five of its group and unit answered. `answers`
    holds options; of a question of words only that it was answered."""

    round = models.ForeignKey(NeedsRound, models.PROTECT, related_name="answers")
    number = models.PositiveIntegerField()
    group = models.CharField(max_length=10, choices=NeedsGroup.choices)
    unit = models.CharField(max_length=60, blank=True)
    answers = models.JSONField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["round", "number"], name="needs_answer_number_once")]

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("An answer of a closed round never changes")
        super().save(*args, **kwargs)


class NeedsTextQuerySet(models.QuerySet["NeedsText"]):
    def visible_to(self, person: "Person") -> "NeedsTextQuerySet":
        """The committee's, which releases them."""
        from lms.people.models import Role
        from lms.people.permissions import has_role

        return self if has_role(person, Role.COMMITTEE) else self.none()


class NeedsText(models.Model):
    """What somebody wrote in a closed round, apart from whatever else they answered, in the order of the alphabet.
    `released` is the wording that the report may quote, set by one of the committee who took names out; "" until
    then."""

    round = models.ForeignKey(NeedsRound, models.PROTECT, related_name="texts")
    question = models.CharField(max_length=20)
    number = models.PositiveIntegerField()
    text = models.CharField(max_length=200)
    released = models.CharField(max_length=200, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    objects = NeedsTextQuerySet.as_manager()

    class Meta:
        ordering = ["question", "number"]
        constraints = [
            models.UniqueConstraint(fields=["round", "question", "number"], name="needs_text_number_once"),
            models.CheckConstraint(
                condition=Q(released="", released_at__isnull=True, released_by__isnull=True)
                | (~Q(released="") & Q(released_at__isnull=False, released_by__isnull=False)),
                name="needs_text_released_by_somebody",
            ),
        ]
