"""Which sources there are and who names them: derived from what stands in items and lessons, and put right by hand."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from lms.audit.services import log
from lms.people.models import Person, Role
from lms.people.permissions import require
from lms.web.errors import Refusal
from quizzes.bank import citing
from quizzes.bank.models import Citation, CitingText, Item, Recheck, Source
from quizzes.bank.selectors import sources as selectors

CHUNK = 200
LONGEST_TITLE = 100


@transaction.atomic
def follow_item(item: Item) -> None:
    """The item's citations are what its source says. Idempotent."""
    wanted = _wanted(citing.cited(item.source))
    _set(wanted, set(item.citations.values_list("source_id", "article")), item=item)
    if item.source_read != item.source:
        item.source_read = item.source
        Item.objects.filter(pk=item.pk).update(source_read=item.source)


@transaction.atomic
def follow_text(*, key: str, title: str, url: str, words: str, mark: str, keeper: Person | None) -> None:
    """An upper room tells what a text of its own says now. Idempotent."""
    wanted = _wanted(citing.cited(words))
    values = {"title": title[:150], "url": url, "mark": mark, "keeper": keeper}
    text, _new = CitingText.objects.update_or_create(key=key, defaults=values)
    _set(wanted, set(text.citations.values_list("source_id", "article")), text=text)


@transaction.atomic
def forget_text(*, key: str) -> None:
    """The text is withdrawn: it names nothing, and nobody has to look at it again. What was looked at stays."""
    Citation.objects.filter(text__key=key).delete()
    Recheck.objects.waiting().filter(text__key=key).delete()
    CitingText.objects.filter(key=key).update(mark="")


def sweep_citations() -> int:
    """Items whose source was never read, or was written past our services; how many."""
    items = list(Item.objects.exclude(source_read=F("source")).order_by("pk")[:CHUNK])
    for item in items:
        follow_item(item)
    return len(items)


def _wanted(found: Iterable[citing.Cited]) -> set[tuple[int, int]]:
    found = list(found)
    if not found:
        return set()
    known = selectors.titles()
    pairs = set()
    for one in found:
        pk = citing.same_source(known, one.title)
        if pk is None:
            source, _new = Source.objects.get_or_create(title=one.title[:LONGEST_TITLE])
            pk = source.pk
        elif len(citing.plain(one.title)) > len(max((name for name, of in known.items() if of == pk), key=len)):
            _rename(pk, one.title)
        known[citing.plain(one.title)] = pk
        pairs |= {(pk, article) for article in one.articles or {0}}
    return pairs


def _rename(pk: int, longer: str) -> None:
    """The full title turned up after the short name."""
    source = Source.objects.select_for_update().get(pk=pk)
    source.aliases = [*source.aliases, source.title]
    source.title = longer[:LONGEST_TITLE]
    source.save(update_fields=["title", "aliases"])


def _set(
    wanted: set[tuple[int, int]],
    there: set[tuple[int, int]],
    item: Item | None = None,
    text: CitingText | None = None,
) -> None:
    rows = Citation.objects.filter(item=item) if item is not None else Citation.objects.filter(text=text)
    for source, article in there - wanted:
        rows.filter(source=source, article=article).delete()
    Citation.objects.bulk_create(
        Citation(source_id=source, article=article, item=item, text=text) for source, article in sorted(wanted - there)
    )


@transaction.atomic
def save_source(
    *,
    source: Source | None,
    title: str,
    kind: str,
    aliases: list[str],
    version: str,
    effective_on: date | None,
    by: Person,
    now: datetime,
) -> Source:
    """A source as somebody describes it. Another one that has this title or one of the further names becomes part of
    it: its citations, revisions and rechecks move over. Trainers and the committee."""
    require(by, Role.TRAINER, Role.COMMITTEE)
    title = title.strip("《》 ")[:LONGEST_TITLE]
    names = {citing.plain(name): name.strip("《》 ") for name in aliases if citing.plain(name)}
    names.pop(citing.plain(title), None)
    if source is None:
        if citing.same_source(selectors.titles(), title) is not None:
            raise Refusal(_("This source is there already; look for it in the list."))
        source = Source(title=title)
    source.title, source.kind, source.aliases = title, kind, list(names.values())
    source.version, source.effective_on = version.strip(), effective_on
    wanted = {citing.plain(title), *names}
    for other in Source.objects.exclude(pk=source.pk):
        if wanted & {citing.plain(name) for name in (other.title, *other.aliases)}:
            if source.pk is None:
                source.save()
            _merge(other, source)
    source.save()
    log.record(
        actor_uuid=by.uuid, verb="source.saved", object_type="source", object_id=str(source.pk), purpose=title, now=now
    )
    return source


def _merge(other: Source, source: Source) -> None:
    if other.revisions.exists():
        raise Refusal(
            _("%(other)s has revisions on record: keep it, and make the other name part of it.") % {"other": other}
        )
    for citation in other.citations.all():
        same = Citation.objects.filter(
            source=source, article=citation.article, item=citation.item_id, text=citation.text_id
        )
        if same.exists():
            citation.delete()
        else:
            citation.source = source
            citation.save(update_fields=["source"])
    source.aliases = list(dict.fromkeys([*source.aliases, other.title, *other.aliases]))
    other.delete()
