from typing import TYPE_CHECKING
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from quizzes.bank.models import ItemVersion
from quizzes.delivery.models.written_once import WrittenOnce
from quizzes.framework.models import Competence

if TYPE_CHECKING:
    from lms.people.models import Person


class PanelQuerySet(models.QuerySet["Panel"]):
    def visible_to(self, person: "Person") -> "PanelQuerySet":
        """Those on which the person sits."""
        return self.filter(panellists__person=person)


class Panel(models.Model):
    """One panel that sets the threshold of level 2 of some competences: convened by a member of the committee, judging
    in two rounds, closed with a threshold per competence (`PanelCut`), adopted by a named act. `guidance` says what a
    deputy can do who is only just at the level. `cut_version` is the version of the thresholds that the adoption made;
    they take effect by an announced run. Written by `services.panels`."""

    class State(models.TextChoices):
        FIRST = "first", pgettext_lazy("panel", "First round")
        SECOND = "second", pgettext_lazy("panel", "Second round")
        CLOSED = "closed", pgettext_lazy("panel", "Closed, not adopted yet")
        ADOPTED = "adopted", pgettext_lazy("panel", "Adopted")
        WITHDRAWN = "withdrawn", pgettext_lazy("panel", "Given up")

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    title = models.CharField(_("Title"), max_length=100)
    guidance = models.TextField(max_length=1000)
    state = models.CharField(max_length=10, choices=State.choices, default=State.FIRST)
    convened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    convened_at = models.DateTimeField()
    first_closed_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    adopted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    adopted_at = models.DateTimeField(null=True, blank=True)
    adopted_reason = models.CharField(max_length=200, blank=True)
    cut_version = models.PositiveSmallIntegerField(null=True, blank=True)

    objects = PanelQuerySet.as_manager()

    class Meta:
        verbose_name = _("panel")
        verbose_name_plural = _("panels")
        ordering = ["-convened_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="adopted", adopted_by__isnull=False, cut_version__isnull=False)
                & ~Q(adopted_reason="")
                | ~Q(state="adopted") & Q(adopted_by__isnull=True, cut_version__isnull=True),
                name="panel_adopted_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def round(self) -> int:
        """The round under way; 0 where there is none."""
        return {self.State.FIRST: 1, self.State.SECOND: 2}.get(self.State(self.state), 0)


class PanelItem(WrittenOnce):
    """One item that a panel judges, with the difficulty that its threshold is reckoned by, in logits, as it was known
    when the panel was convened: calibrated, with its error and the share of right answers, or the experts' band (`se`
    and `facility` None). Never changes."""

    panel = models.ForeignKey(Panel, models.PROTECT, related_name="items")
    version = models.ForeignKey(ItemVersion, models.PROTECT, related_name="+")
    competence = models.ForeignKey(Competence, models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    difficulty = models.FloatField()
    se = models.FloatField(null=True, blank=True)
    facility = models.FloatField(null=True, blank=True)

    class Meta:
        ordering = ["panel", "position"]
        constraints = [
            models.UniqueConstraint(fields=["panel", "position"], name="panel_item_position_once"),
            models.UniqueConstraint(fields=["panel", "version"], name="panel_item_once"),
        ]

    def __str__(self) -> str:
        return f"{self.panel_id}/{self.position}"


class Panellist(models.Model):
    """One person on a panel. `statement` is the text of the confidentiality statement that the person signed by an act
    of their own (`signed_at`); before that no item is shown. `first_done_at` and `second_done_at` are when the round's
    judgements were handed in; they do not change afterwards."""

    panel = models.ForeignKey(Panel, models.PROTECT, related_name="panellists")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="panel_seats")
    statement = models.TextField(blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    first_done_at = models.DateTimeField(null=True, blank=True)
    second_done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["panel", "person"], name="panellist_once"),
            models.CheckConstraint(
                condition=Q(first_done_at__isnull=True) | Q(signed_at__isnull=False), name="panellist_signs_first"
            ),
            models.CheckConstraint(
                condition=Q(signed_at__isnull=True) | ~Q(statement=""), name="panellist_statement_is_kept"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.panel_id}: {self.person_id}"

    def done(self, round: int) -> bool:
        return (self.first_done_at if round == 1 else self.second_done_at) is not None


class Rating(models.Model):
    """What one panellist says of one item in one round: how many of 100 deputies who are only just at the level would
    answer it right. May change until the round's judgements are handed in."""

    panellist = models.ForeignKey(Panellist, models.PROTECT, related_name="ratings")
    item = models.ForeignKey(PanelItem, models.PROTECT, related_name="ratings")
    round = models.PositiveSmallIntegerField()
    share = models.PositiveSmallIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["panellist", "item", "round"], name="rating_once_a_round"),
            models.CheckConstraint(condition=Q(round__in=[1, 2]), name="rating_round"),
            models.CheckConstraint(
                condition=Q(share__lte=100) & Q(share=F("share") / 5 * 5), name="rating_in_steps_of_five"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.share}"


class PanelCut(WrittenOnce):
    """The threshold of one competence that a panel found, in logits with its errors as in
    `psychometrics.standards.Threshold`, and the one after the first round. Never changes."""

    panel = models.ForeignKey(Panel, models.PROTECT, related_name="cuts")
    competence = models.ForeignKey(Competence, models.PROTECT, related_name="+")
    theta = models.FloatField()
    panel_se = models.FloatField()
    item_se = models.FloatField()
    se = models.FloatField()
    first_theta = models.FloatField(null=True, blank=True)
    panellists = models.PositiveSmallIntegerField()
    items = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["panel", "competence__order"]
        constraints = [models.UniqueConstraint(fields=["panel", "competence"], name="panel_cut_once")]

    def __str__(self) -> str:
        return f"{self.competence_id} {self.theta:+.2f}"
