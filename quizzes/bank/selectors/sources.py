"""What the screens of sources and rechecks show."""

from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from lms.people.models import Person
from quizzes.bank import citing
from quizzes.bank.models import Citation, Item, Recheck, Source
from quizzes.bank.models.source import RecheckQuerySet


def titles() -> dict[str, int]:
    """Every name of every source as it is compared -> the source."""
    rows = Source.objects.values_list("title", "aliases", "pk")
    return {citing.plain(name): pk for title, aliases, pk in rows for name in (title, *aliases)}


def listed() -> QuerySet[Source]:
    """All sources with how many items and texts name them, and how much of that waits to be looked at."""
    return Source.objects.annotate(
        items=Count("citations__item", distinct=True),
        texts=Count("citations__text", distinct=True),
        waiting=Count("revisions__rechecks", filter=Q(revisions__rechecks__outcome=""), distinct=True),
    )


def citing_this(source: Source, person: Person) -> QuerySet[Citation]:
    """Who names it, article by article, as far as the person may see it."""
    seen = Q(item=None) | Q(item__in=Item.objects.listed_to(person))
    return source.citations.filter(seen).select_related("item__bank", "text").order_by("article", "item__slug", "pk")


def rechecks(person: Person) -> RecheckQuerySet:
    """What was to be looked at again, with what a list names beside it."""
    return Recheck.objects.visible_to(person).select_related(
        "item__bank", "text", "revision__source", "keeper", "cleared_by"
    )


def may_clear(recheck: Recheck, person: Person) -> bool:
    """A text by everybody who may see it, an item by those who may read its key."""
    if not Recheck.objects.visible_to(person).filter(pk=recheck.pk).exists():
        return False
    return recheck.item_id is None or Item.objects.visible_to(person).filter(pk=recheck.item_id).exists()


def due(day: date) -> QuerySet[Item]:
    """Items in use whose day of checking has come and was not raised yet."""
    raised = Recheck.objects.filter(item=OuterRef("pk"), expires_on=OuterRef("expires_on"))
    return Item.objects.deliverable().filter(expires_on__lte=day).exclude(Exists(raised)).order_by("pk")
