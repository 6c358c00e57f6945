from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from quizzes.bank.models.item import Item

if TYPE_CHECKING:
    from lms.people.models import Person


class Source(models.Model):
    """One law, standard or document that items and lessons name. `aliases` are further names that mean the same
    (代表法). `version` and `effective_on` are those of its latest revision on record. Written by `services.sources`."""

    class Kind(models.TextChoices):
        LAW = "law", pgettext_lazy("source", "Law or regulation")
        STANDARD = "standard", pgettext_lazy("source", "Standard")
        DOCUMENT = "document", pgettext_lazy("source", "Document")

    title = models.CharField(_("Title"), max_length=100, unique=True)
    aliases = models.JSONField(_("Also called"), default=list)
    kind = models.CharField(pgettext_lazy("source", "Kind"), max_length=10, choices=Kind.choices, default=Kind.LAW)
    version = models.CharField(pgettext_lazy("source", "Version"), max_length=60, blank=True)
    effective_on = models.DateField(_("In force from"), null=True, blank=True)

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["title"]

    def __str__(self) -> str:
        return f"《{self.title}》"


class SourceRevision(models.Model):
    """One revision of a source that somebody put on record: from that day other words hold. `articles` are the numbers
    of the articles that changed; none means that all of it must be looked at. Never changed. Written by
    `services.revisions`."""

    source = models.ForeignKey(Source, models.PROTECT, related_name="revisions")
    version = models.CharField(pgettext_lazy("source", "Version"), max_length=60)
    effective_on = models.DateField(_("In force from"))
    articles = models.JSONField(default=list)
    note = models.CharField(_("What changed"), max_length=500, blank=True)
    at = models.DateTimeField()
    by: "models.ForeignKey[Person, Person]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("revision of a source")
        verbose_name_plural = _("revisions of sources")
        ordering = ["-effective_on", "-pk"]
        constraints = [models.UniqueConstraint(fields=["source", "version"], name="source_version_once")]

    def __str__(self) -> str:
        return f"{self.source}{self.version}"


class CitingText(models.Model):
    """A text of an upper room that names sources: a lesson, a module. That room tells title, address and keeper, and
    `mark`, by which it sees whether it has to tell again. Written by `services.sources.follow_text`."""

    key = models.CharField(max_length=60, unique=True)
    title = models.CharField(max_length=150)
    url = models.CharField(max_length=200)
    mark = models.CharField(max_length=64, blank=True)
    keeper: "models.ForeignKey[Person | None, Person | None]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("text that names sources")
        verbose_name_plural = _("texts that name sources")

    def __str__(self) -> str:
        return self.title


class Citation(models.Model):
    """One source, or one article of it, named by one item or one text. Derived from what stands there; `article` 0 is
    the source as a whole. Written by `services.sources`."""

    source = models.ForeignKey(Source, models.PROTECT, related_name="citations")
    article = models.PositiveSmallIntegerField(default=0)
    item = models.ForeignKey(Item, models.CASCADE, null=True, blank=True, related_name="citations")
    text = models.ForeignKey(CitingText, models.CASCADE, null=True, blank=True, related_name="citations")

    class Meta:
        verbose_name = _("citation")
        verbose_name_plural = _("citations")
        constraints = [
            models.CheckConstraint(
                condition=Q(item__isnull=False, text=None) | Q(item=None, text__isnull=False),
                name="citation_of_item_or_text",
            ),
            models.UniqueConstraint(
                fields=["item", "source", "article"], condition=Q(item__isnull=False), name="citation_item_once"
            ),
            models.UniqueConstraint(
                fields=["text", "source", "article"], condition=Q(text__isnull=False), name="citation_text_once"
            ),
        ]


class RecheckQuerySet(models.QuerySet["Recheck"]):
    def visible_to(self, person: "Person") -> "RecheckQuerySet":
        """Trainers and the committee: all texts, and the items that are listed to them."""
        from lms.people.models import Role
        from lms.people.permissions import has_role

        if not has_role(person, Role.TRAINER, Role.COMMITTEE):
            return self.none()
        return self.filter(Q(item=None) | Q(item__in=Item.objects.listed_to(person)))

    def waiting(self) -> "RecheckQuerySet":
        return self.filter(outcome="")


class Recheck(models.Model):
    """Something that somebody has to look at again: an item or a text that names a source that was revised, or an item
    whose day of checking has come. One row per thing and reason; cleared once, with who, when and what came out of it.
    Raised by `services.revisions` and the sweep of `services.rechecks`, cleared by `services.rechecks`."""

    class Outcome(models.TextChoices):
        VALID = "valid", pgettext_lazy("recheck", "Still holds")
        CHANGED = "changed", pgettext_lazy("recheck", "Was changed")

    item = models.ForeignKey(Item, models.PROTECT, null=True, blank=True, related_name="rechecks")
    text = models.ForeignKey(CitingText, models.CASCADE, null=True, blank=True, related_name="rechecks")
    revision = models.ForeignKey(SourceRevision, models.PROTECT, null=True, blank=True, related_name="rechecks")
    expires_on = models.DateField(null=True, blank=True)
    keeper: "models.ForeignKey[Person | None, Person | None]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    raised_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    note = models.CharField(max_length=500, blank=True)
    cleared_at = models.DateTimeField(null=True, blank=True)
    cleared_by: "models.ForeignKey[Person | None, Person | None]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = RecheckQuerySet.as_manager()

    class Meta:
        verbose_name = _("recheck")
        verbose_name_plural = _("rechecks")
        ordering = ["raised_at", "pk"]
        indexes = [models.Index(fields=["outcome", "raised_at"], name="recheck_waiting")]
        constraints = [
            models.CheckConstraint(
                condition=Q(item__isnull=False, text=None) | Q(item=None, text__isnull=False),
                name="recheck_of_item_or_text",
            ),
            models.CheckConstraint(
                condition=Q(revision__isnull=False, expires_on=None)
                | Q(revision=None, expires_on__isnull=False, item__isnull=False),
                name="recheck_has_one_reason",
            ),
            models.UniqueConstraint(
                fields=["item", "revision"], condition=Q(item__isnull=False), name="recheck_item_once"
            ),
            models.UniqueConstraint(
                fields=["text", "revision"], condition=Q(text__isnull=False), name="recheck_text_once"
            ),
            models.UniqueConstraint(
                fields=["item", "expires_on"], condition=Q(expires_on__isnull=False), name="recheck_day_once"
            ),
            models.CheckConstraint(
                condition=Q(outcome="", cleared_at=None, cleared_by=None)
                | (~Q(outcome="") & Q(cleared_at__gte=F("raised_at"), cleared_by__isnull=False)),
                name="recheck_cleared_by_somebody",
            ),
        ]
