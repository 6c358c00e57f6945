from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from quizzes.bank.models import ItemVersion
from quizzes.delivery.models.attempt import Attempt
from quizzes.delivery.models.quiz import Quiz
from quizzes.delivery.models.written_once import WrittenOnce


class PaperForm(WrittenOnce):
    """One printed form: the sitting that one person was drawn, frozen with its rules, before anybody answered. It
    becomes an attempt only when two people have entered it and what they entered agrees or was decided (`PaperResult`);
    a form that is lost or spoilt is set aside (`PaperVoid`). `unit` is whose organisers look after it; `batch` names
    what was printed together. Written by `services.paper`."""

    code = models.CharField(max_length=12, unique=True)
    batch = models.UUIDField(db_index=True)
    quiz = models.ForeignKey(Quiz, models.PROTECT, related_name="paper_forms")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="paper_forms")
    unit = models.ForeignKey("people.OrganisingUnit", models.PROTECT, related_name="+")
    rules = models.JSONField()
    seed = models.PositiveBigIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    printed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("paper form")
        verbose_name_plural = _("paper forms")
        constraints = [models.CheckConstraint(condition=~Q(code=""), name="paper_form_has_code")]
        indexes = [models.Index(fields=["-printed_at"], name="paper_form_latest")]

    def __str__(self) -> str:
        return self.code


class PaperItem(WrittenOnce):
    """One item of a printed form: which version, at which place, its options in which order."""

    form = models.ForeignKey(PaperForm, models.PROTECT, related_name="items")
    version = models.ForeignKey(ItemVersion, models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    shown = models.JSONField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["form", "position"], name="paper_item_position_once"),
            models.UniqueConstraint(fields=["form", "version"], name="paper_item_version_once"),
        ]


class PaperEntry(WrittenOnce):
    """What one person read from the paper and entered: `answers` is {position: payload}, an item that was left empty
    is left out. There are two, by two people, neither of whom saw the other's."""

    form = models.ForeignKey(PaperForm, models.PROTECT, related_name="entries")
    turn = models.PositiveSmallIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    answers = models.JSONField()
    helper = models.CharField(max_length=40, blank=True)
    sat_on = models.DateField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["turn"]
        constraints = [
            models.UniqueConstraint(fields=["form", "turn"], name="paper_entry_turn_once"),
            models.UniqueConstraint(fields=["form", "by"], name="paper_entry_by_two_people"),
            models.CheckConstraint(condition=Q(turn__in=[1, 2]), name="paper_entry_first_or_second"),
        ]


class PaperResult(WrittenOnce):
    """The end of a form: the attempt that its answers became. `decided` tells each difference between the two entries,
    {position: {"first", "second", "taken": 1 | 2}}, with "helper" and "sat_on" among the positions where they differed.
    `by` is who decided with the paper in hand, or the second person where nothing differed."""

    form = models.OneToOneField(PaperForm, models.PROTECT, related_name="result")
    attempt = models.OneToOneField(Attempt, models.PROTECT, related_name="paper_result")
    decided = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()


class PaperVoid(WrittenOnce):
    """A form that will not be entered: lost, spoilt, or printed in error."""

    form = models.OneToOneField(PaperForm, models.PROTECT, related_name="void")
    reason = models.CharField(max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="paper_void_has_reason")]
