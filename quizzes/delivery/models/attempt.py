from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from quizzes.bank.models import ItemKey, ItemVersion
from quizzes.delivery.models.quiz import Quiz
from quizzes.delivery.models.written_once import WrittenOnce
from quizzes.delivery.policy import DEFAULTS

if TYPE_CHECKING:
    from lms.people.models import Person


class AttemptQuerySet(models.QuerySet["Attempt"]):
    def visible_to(self, person: "Person") -> "AttemptQuerySet":
        """A person's own; nobody else looks into answers here."""
        return self.filter(person=person)

    def held_with_person(self) -> "AttemptQuerySet":
        """Locked together with their people and before the heads of their records, the order of whoever decides levels:
        otherwise two could wait for each other."""
        return self.select_for_update(of=("self", "person")).select_related("quiz", "person")


class Attempt(models.Model):
    """One sitting of one person. What it saw is frozen: `rules` is the policy of that day, `presented` the exact item
    versions in their order. Written by `services.attempts`.

    State: open → submitted (by the person) or closed (by the server, after the deadline). `deadline` is None for an
    untimed one; an extension granted meanwhile may move it back (`Prolongation`), nothing else. `assisted_by` non-empty
    means that somebody helped: such a sitting supports level 1 at most.
    """

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("attempt", "Under way")
        SUBMITTED = "submitted", pgettext_lazy("attempt", "Handed in")
        CLOSED = "closed", pgettext_lazy("attempt", "Closed when the time was over")

    class Mode(models.TextChoices):
        PHONE = "phone", pgettext_lazy("attempt", "Phone")
        DESKTOP = "desktop", pgettext_lazy("attempt", "Desktop")
        PAPER = "paper", pgettext_lazy("attempt", "Paper")

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="attempts")
    mandate = models.ForeignKey("people.Mandate", models.PROTECT, null=True, blank=True, related_name="+")
    quiz = models.ForeignKey(Quiz, models.PROTECT, related_name="attempts")
    number = models.PositiveSmallIntegerField()
    rules = models.JSONField()
    seed = models.PositiveBigIntegerField()
    mode = models.CharField(max_length=8, choices=Mode.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    assisted_by = models.CharField(max_length=40, blank=True)
    started_at = models.DateTimeField()
    deadline = models.DateTimeField(null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)

    objects = AttemptQuerySet.as_manager()

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        constraints = [
            models.UniqueConstraint(fields=["person", "quiz", "number"], name="attempt_number_once"),
            models.UniqueConstraint(fields=["person", "quiz"], condition=Q(state="open"), name="attempt_one_open"),
            models.CheckConstraint(
                condition=Q(state="open", submitted_at__isnull=True)
                | (~Q(state="open") & Q(submitted_at__isnull=False)),
                name="attempt_submitted_when_closed",
            ),
            models.CheckConstraint(
                condition=Q(deadline__isnull=True) | Q(deadline__gt=F("started_at")),
                name="attempt_deadline_after_start",
            ),
        ]
        indexes = [models.Index(fields=["state", "deadline"], name="attempt_overdue")]

    def __str__(self) -> str:
        return f"{self.quiz} #{self.number}"

    @property
    def closes_at(self) -> datetime | None:
        """From when on an answer is late: the deadline and the grace that the rules leave to a slow network."""
        if self.deadline is None:
            return None
        return self.deadline + timedelta(seconds=self.rules.get("grace_seconds", 0))

    def is_overdue(self, now: datetime) -> bool:
        """Whether the time is over, although nobody may have closed it yet."""
        return self.closes_at is not None and now > self.closes_at

    def takes_answers(self, now: datetime) -> bool:
        return self.state == self.State.OPEN and not self.is_overdue(now)

    def rule(self, name: str) -> Any:
        """One rule as it was frozen; what was frozen before a rule was known follows the default."""
        return self.rules.get(name, DEFAULTS[name])

    @property
    def only_forward(self) -> bool:
        return self.rule("navigation") == "forward"

    @property
    def shows_each(self) -> bool:
        """Whether an item's explanation can be seen while the sitting goes on; never in a readiness test."""
        return self.rule("feedback") == "after_item" and self.quiz.purpose != Quiz.Purpose.READINESS

    @property
    def on_one_page(self) -> bool:
        return self.rule("layout") == "all"


class PresentedItemQuerySet(models.QuerySet["PresentedItem"]):
    def visible_to(self, person: "Person") -> "PresentedItemQuerySet":
        """Those of a person's own attempts."""
        return self.filter(attempt__person=person)

    def with_content(self) -> "PresentedItemQuerySet":
        """With the version's body and the item's kind, all that a sitting shows; the rest of either is left unread."""
        own = ("attempt", "position", "option_order")
        return self.select_related("version__item").only(*own, "version__body", "version__item__kind")


class PresentedItem(models.Model):
    """One item as one attempt showed it: which version, at which place, its options in which order. Never changes.

    `option_order` is what the kind shuffled: a list of ids, or {} where nothing was.
    """

    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="presented")
    version = models.ForeignKey(ItemVersion, models.PROTECT, related_name="presented")
    position = models.PositiveSmallIntegerField()
    option_order = models.JSONField()

    objects = PresentedItemQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["attempt", "position"], name="presented_position_once"),
            models.UniqueConstraint(fields=["attempt", "version"], name="presented_version_once"),
        ]


class ItemLock(WrittenOnce):
    """An item of a sitting that takes no more answers, although the sitting is under way: its explanation was seen, or
    the person went on where the rules lead only forward. Written by `services.locks`."""

    class Reason(models.TextChoices):
        SEEN = "seen", pgettext_lazy("lock", "Its explanation was seen")
        LEFT = "left", pgettext_lazy("lock", "It was left")

    presented = models.OneToOneField(PresentedItem, models.PROTECT, related_name="lock")
    reason = models.CharField(max_length=4, choices=Reason.choices)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(reason__in=["seen", "left"]), name="item_lock_reason_known"),
        ]


class ResponseQuerySet(models.QuerySet["Response"]):
    def standing(self, attempt: Attempt) -> "ResponseQuerySet":
        """The last answer in time to each item of the attempt, however often it was changed."""
        in_time = self.filter(attempt=attempt, late=False)
        last = in_time.order_by().values("presented").annotate(last=models.Max("seq")).values("last")
        return in_time.filter(seq__in=last)


class Response(WrittenOnce):
    """One answer as it arrived. Append-only: a changed answer is a new row with the next `seq`, and the last one in
    time counts. `client_id` is the browser's own id of the answer, so that sending it twice stores it once. `based_on`
    is the seq the browser had seen; `late` answers arrived after the deadline, after handing in, or after the item was
    locked; they are kept, and are never scored.

    `payload` is {"skipped": true} or what the kind says, such as {"choice": id}, in its one written form.
    """

    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="responses")
    presented = models.ForeignKey(PresentedItem, models.PROTECT, related_name="responses")
    client_id = models.CharField(max_length=40)
    client = models.CharField(max_length=40, blank=True)
    seq = models.PositiveIntegerField()
    based_on = models.PositiveIntegerField(null=True, blank=True)
    payload = models.JSONField()
    received_at = models.DateTimeField()
    late = models.BooleanField(default=False)

    objects = ResponseQuerySet.as_manager()

    class Meta:
        ordering = ["seq"]
        constraints = [
            models.UniqueConstraint(fields=["attempt", "client_id"], name="response_client_id_once"),
            models.UniqueConstraint(fields=["attempt", "seq"], name="response_seq_once"),
        ]


class Score(models.Model):
    """The points of one response under one key. A later key makes a later row; `superseded_by` is the only field that
    is set afterwards. A presented item without a response in time has no score and counts as 0. An answer that only a
    person can mark has none until it is marked, then one for each `marking`."""

    response = models.ForeignKey(Response, models.PROTECT, related_name="scores")
    key = models.ForeignKey(ItemKey, models.PROTECT, related_name="scores")
    marking = models.OneToOneField("quizzes.Marking", models.PROTECT, null=True, blank=True, related_name="score")
    scorer_version = models.PositiveSmallIntegerField()
    points = models.FloatField()
    max_points = models.FloatField(default=1)
    at = models.DateTimeField()
    superseded_by = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="supersedes")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["response", "key", "scorer_version"], condition=Q(marking__isnull=True), name="score_once"
            ),
            models.CheckConstraint(
                condition=Q(points__gte=0) & Q(points__lte=F("max_points")), name="score_between_zero_and_max"
            ),
        ]


class Outcome(models.Model):
    """The result of an attempt from one scoring of all its responses; the row that nothing supersedes counts. Written
    by `services.attempts` on submission, by a regrade and by a marking. `pending` is how many answers still wait for a
    person to mark them; until then they count as 0, and nothing is concluded about the person's level."""

    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="outcomes")
    points = models.FloatField()
    max_points = models.FloatField()
    passed = models.BooleanField()
    pending = models.PositiveSmallIntegerField(default=0)
    at = models.DateTimeField()
    reason = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    superseded_by = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="supersedes")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["attempt"], condition=Q(superseded_by__isnull=True), name="outcome_one_in_force"
            ),
            models.CheckConstraint(
                condition=Q(points__gte=0) & Q(points__lte=F("max_points")), name="outcome_between_zero_and_max"
            ),
        ]

    @property
    def share(self) -> float:
        """Points as a share of all, 0 to 1."""
        return self.points / self.max_points if self.max_points else 0.0
