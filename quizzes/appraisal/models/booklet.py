from typing import TYPE_CHECKING
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from quizzes.appraisal.models.design import FormDesign
from quizzes.bank.models import Item
from quizzes.delivery.models import Attempt
from quizzes.delivery.models.written_once import WrittenOnce

if TYPE_CHECKING:
    from lms.people.models import Person


class BookletQuerySet(models.QuerySet["Booklet"]):
    def visible_to(self, person: "Person") -> "BookletQuerySet":
        return self.filter(person=person)


class Booklet(WrittenOnce):
    """One person's one test: the form `number` of a design, laid out over sittings. `turn` counts the person's tests of
    the round; from the second on the items are others than before. Written by `services.booklets`; never changes.
    `seed` laid it out. `expected` is 0 where all parts were laid out at once; else so many parts are expected, each
    laid out when the one before is handed in, perhaps one more. `by` and `reason` tell of a test that somebody
    offered."""

    class Occasion(models.TextChoices):
        FIRST = "first", pgettext_lazy("booklet", "First test of the round")
        ASKED = "asked", pgettext_lazy("booklet", "Second form, asked for")
        INVITED = "invited", pgettext_lazy("booklet", "Second form, by invitation")
        REVIEWED = "reviewed", pgettext_lazy("booklet", "New test after a review")

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    design = models.ForeignKey(FormDesign, models.PROTECT, related_name="booklets")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="booklets")
    turn = models.PositiveSmallIntegerField()
    occasion = models.CharField(max_length=10, choices=Occasion.choices)
    number = models.PositiveSmallIntegerField()
    seed = models.PositiveBigIntegerField()
    expected = models.PositiveSmallIntegerField(default=0)
    reason = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    objects = BookletQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["design", "person", "turn"], name="booklet_turn_once"),
            models.CheckConstraint(
                condition=Q(occasion="first", turn=1) | (~Q(occasion="first") & Q(turn__gt=1)),
                name="booklet_first_is_first",
            ),
            models.CheckConstraint(
                condition=Q(occasion__in=["first", "asked"], by__isnull=True)
                | (Q(occasion__in=["invited", "reviewed"], by__isnull=False) & ~Q(reason="")),
                name="booklet_offered_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.design} {self.turn}"


class BookletItem(WrittenOnce):
    """One item of a booklet: in which sitting, at which place, and whether it counts."""

    class Part(models.TextChoices):
        SCORED = "scored", pgettext_lazy("booklet", "Counts")
        PILOT = "pilot", pgettext_lazy("booklet", "Tried out")
        PRACTICE = "practice", pgettext_lazy("booklet", "Practice")

    booklet = models.ForeignKey(Booklet, models.PROTECT, related_name="items")
    item = models.ForeignKey(Item, models.PROTECT, related_name="+")
    sitting = models.PositiveSmallIntegerField()
    position = models.PositiveSmallIntegerField()
    part = models.CharField(max_length=8, choices=Part.choices)

    class Meta:
        ordering = ["sitting", "position"]
        constraints = [
            models.UniqueConstraint(fields=["booklet", "item"], name="booklet_item_once"),
            models.UniqueConstraint(fields=["booklet", "sitting", "position"], name="booklet_place_once"),
        ]


class BookletSitting(WrittenOnce):
    """Which attempt is which sitting of a booklet."""

    booklet = models.ForeignKey(Booklet, models.PROTECT, related_name="sittings")
    number = models.PositiveSmallIntegerField()
    attempt = models.OneToOneField(Attempt, models.PROTECT, related_name="booklet_sitting")

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["booklet", "number"], name="booklet_sitting_once")]
