from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from quizzes.framework.models import Competence
from quizzes.types import registry

if TYPE_CHECKING:
    from lms.people.models import Person


class BankQuerySet(models.QuerySet["ItemBank"]):
    def open_to(self, person: "Person") -> "BankQuerySet":
        """The banks whose items the person may read with their keys, and write: a trainer those of practice and module
        assessments and the readiness banks that are the trainer's own; nobody else any."""
        from lms.people.models import Role
        from lms.people.permissions import has_role
        from quizzes.bank.models.owner import BankOwner

        if not has_role(person, Role.TRAINER):
            return self.none()
        own = BankOwner.objects.filter(person=person, ended_at=None).values("bank_id")
        return self.filter(~models.Q(purpose=ItemBank.Purpose.READINESS) | models.Q(pk__in=own))

    def listed_to(self, person: "Person") -> "BankQuerySet":
        """The banks of which the person may know which items there are, by their questions and without any key: the
        open ones, and all for the committee, which publishes and retires."""
        from lms.people.models import Role
        from lms.people.permissions import has_role

        return self.all() if has_role(person, Role.COMMITTEE) else self.open_to(person)


class ItemBank(models.Model):
    """One pool of items. The purposes never share an item: practice, module assessment, readiness test, simulated
    tasks. The keys of a readiness bank are its owners' alone (`BankOwner`)."""

    class Purpose(models.TextChoices):
        PRACTICE = "practice", pgettext_lazy("bank", "Practice")
        MODULE = "module", pgettext_lazy("bank", "Module assessment")
        READINESS = "readiness", pgettext_lazy("bank", "Readiness test")
        TASK = "task", pgettext_lazy("bank", "Simulated tasks")

    slug = models.SlugField(max_length=60, unique=True)
    title = models.CharField(_("Title"), max_length=100)
    purpose = models.CharField(_("Purpose"), max_length=10, choices=Purpose.choices)

    objects = BankQuerySet.as_manager()

    class Meta:
        verbose_name = _("item bank")
        verbose_name_plural = _("item banks")
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.title


class ItemQuerySet(models.QuerySet["Item"]):
    def visible_to(self, person: "Person") -> "ItemQuerySet":
        """Those that the person may read with their keys: in the banks that are open, trainers alone, of the readiness
        test the bank's owners alone."""
        return self.filter(bank__in=ItemBank.objects.open_to(person))

    def listed_to(self, person: "Person") -> "ItemQuerySet":
        """Those of which the person may see question, place, source and state, see `BankQuerySet.listed_to`."""
        return self.filter(bank__in=ItemBank.objects.listed_to(person))

    def deliverable(self) -> "ItemQuerySet":
        """Published and not retired: what a quiz may draw."""
        return self.filter(live_version__isnull=False, retired=False)

    def with_state(self) -> "ItemQuerySet":
        """Each with `state`: "retired"; "review", "checked" or "returned" while a draft is on its way; else "draft"
        (never published), "changed" (the draft is ahead) or "published"."""
        keys = ItemKey.objects.filter(version=models.OuterRef("live_version")).order_by("-number")
        return self.annotate(
            key_at=models.Subquery(keys.values("at")[:1]),
            state=models.Case(
                models.When(retired=True, then=models.Value("retired")),
                models.When(draft__stage__in=["review", "checked", "returned"], then=models.F("draft__stage")),
                models.When(live_version=None, then=models.Value("draft")),
                models.When(draft__changed_at__gt=models.F("key_at"), then=models.Value("changed")),
                default=models.Value("published"),
                output_field=models.CharField(),
            ),
        )


class Item(models.Model):  # type: ignore[django-manager-missing]  # taggit's base of TaggedItem is untyped
    """One question of one bank. What is shown is a version (`ItemVersion`), what is being written a draft
    (`ItemDraft`); neither key nor feedback stands here, so that nothing that lists items can leak them. It is in no
    search index either: the pool is searched in the editors' list alone. `band` is the expected difficulty in logits.
    Written by `services.items`."""

    bank = models.ForeignKey(ItemBank, models.PROTECT, related_name="items")
    slug = models.SlugField(_("Short name"), max_length=60, unique=True)
    kind = models.CharField(pgettext_lazy("item", "Kind"), max_length=20)
    competence = models.ForeignKey(Competence, models.PROTECT, related_name="items", verbose_name=_("Competence"))
    level = models.PositiveSmallIntegerField(_("Level"))
    band = models.FloatField(_("Expected difficulty"), default=0)
    stem = models.CharField(_("Question"), max_length=500, blank=True)
    search_text = models.TextField(blank=True, editable=False)
    """Short name, question, options and source as the editors' list is searched (`wording.searchable`)."""
    source = models.CharField(_("Source"), max_length=200, blank=True)
    source_read = models.CharField(max_length=200, blank=True, editable=False)
    """The text of `source` from which the citations were made last (`services.sources`)."""
    expires_on = models.DateField(_("To be checked again by"), null=True, blank=True)
    retired = models.BooleanField(_("Retired"), default=False)
    live_version: "models.ForeignKey[ItemVersion | None, ItemVersion | None]" = models.ForeignKey(
        "quizzes.ItemVersion", models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = ItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("item")
        verbose_name_plural = _("items")
        ordering = ["slug"]
        constraints = [
            models.CheckConstraint(condition=models.Q(level__gte=1, level__lte=4), name="item_level_one_to_four")
        ]

    def __str__(self) -> str:
        return f"{self.slug} {self.stem[:40]}"

    @property
    def kind_word(self) -> str:
        """The kind in words; which kinds there are is `quizzes.types`' to say."""
        return registry.label(self.kind)


class ItemDraft(models.Model):
    """The working copy of an item: body, key and feedback as the author left them, perhaps incomplete. One per item. It
    is ahead of what is published exactly when `changed_at` is later than the moment of the key in force. `stage` tells
    how far its checking is (the rounds themselves are `ItemReview`); a changed draft is being written again. Only
    those see it to whom its bank is open. Written by `services.writing` and `services.reviewing`."""

    class Stage(models.TextChoices):
        WRITING = "writing", pgettext_lazy("draft of an item", "Being written")
        REVIEW = "review", pgettext_lazy("draft of an item", "In review")
        CHECKED = "checked", pgettext_lazy("draft of an item", "Checked")
        RETURNED = "returned", pgettext_lazy("draft of an item", "Given back")

    item = models.OneToOneField(Item, models.CASCADE, related_name="draft")
    body = models.JSONField()
    key = models.JSONField()
    feedback = models.JSONField(default=dict)
    changed_at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    stage = models.CharField(max_length=10, choices=Stage.choices, default=Stage.WRITING)
    writers: "models.ManyToManyField[Person, models.Model]" = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="+"
    )
    """Everybody who has changed it since it was last published: none of them checks it."""

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(stage__in=["writing", "review", "checked", "returned"]), name="item_draft_stage"
            )
        ]


class ItemVersion(models.Model):
    """The form of an item that learners saw: written once by `services.items.publish`, never changed.

    `body` is {"stem": str, "html"?: str, …}; what else it holds is told by the kind, in `quizzes.types`, such as
    "options": [{"id": str, "text": str, "html"?: str}, …]. Attempts point here.
    """

    item = models.ForeignKey(Item, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    body = models.JSONField()
    published_at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["item", "number"], name="item_version_number_once")]

    def __str__(self) -> str:
        return f"{self.item.slug} v{self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("A version never changes; publish the next one")
        super().save(*args, **kwargs)


class ItemKey(models.Model):
    """The right answer and the explanations of one version, apart from it, so that what serves a version cannot serve
    its key. The highest number counts; a corrected key is a new row, and so is every regrade that follows from it.

    `key` is what the kind says, such as {"correct": id} for one right option. `feedback` is {"general": str, "options":
    {id: str}}.
    """

    version = models.ForeignKey(ItemVersion, models.PROTECT, related_name="keys")
    number = models.PositiveSmallIntegerField(default=1)
    key = models.JSONField()
    feedback = models.JSONField(default=dict)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["version", "number"], name="item_key_number_once")]

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("A key never changes; add the next one")
        super().save(*args, **kwargs)
