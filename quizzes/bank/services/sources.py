"""Which sources there are and who names them: derived from what stands in items and lessons, and put right by hand."""

from collections.abc import Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Telling:
    """What an upper room tells of a text of its own: `words` is what stands there, the rest as on `CitingText`."""

    key: str
    title: str
    url: str
    words: str
    mark: str
    keeper: Person | None


def follow_item(item: Item) -> None:
    """The item's citations are what its source says. Idempotent."""
    follow_items([item])


@transaction.atomic
def follow_items(items: Sequence[Item]) -> None:
    """The same for several; as many queries as for one."""
    names = Names()
    wanted = {(item.pk, *pair) for item in items for pair in names.pairs(item.source)}
    _set("item_id", [item.pk for item in items], wanted)
    unread = [item for item in items if item.source_read != item.source]
    for item in unread:
        item.source_read = item.source
    Item.objects.bulk_update(unread, ["source_read"])


def follow_text(*, key: str, title: str, url: str, words: str, mark: str, keeper: Person | None) -> None:
    """An upper room tells what a text of its own says now. Idempotent."""
    follow_texts([Telling(key, title, url, words, mark, keeper)])


@transaction.atomic
def follow_texts(told: Sequence[Telling]) -> None:
    """The same for several; as many queries as for one."""
    texts = CitingText.objects.bulk_create(
        [CitingText(key=one.key, title=one.title[:150], url=one.url, mark=one.mark, keeper=one.keeper) for one in told],
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=["title", "url", "mark", "keeper"],
    )
    names = Names()
    pairs = zip(texts, told, strict=True)
    wanted = {(text.pk, *pair) for text, one in pairs for pair in names.pairs(one.words)}
    _set("text_id", [text.pk for text in texts], wanted)


@transaction.atomic
def forget_text(*, key: str) -> None:
    """The text is withdrawn: it names nothing, and nobody has to look at it again. What was looked at stays."""
    Citation.objects.filter(text__key=key).delete()
    Recheck.objects.waiting().filter(text__key=key).delete()
    CitingText.objects.filter(key=key).update(mark="")


def sweep_citations() -> int:
    """Items whose source was never read, or was written past our services; how many."""
    items = list(Item.objects.exclude(source_read=F("source")).order_by("pk")[:CHUNK])
    follow_items(items)
    return len(items)


class Names:
    """Every name of every source, looked up once; sources that turn up on the way are added."""

    def __init__(self) -> None:
        self.known = selectors.titles()

    def pairs(self, words: str) -> set[tuple[int, int]]:
        """The (source, article) pairs that the words name; article 0 is the whole source."""
        return {
            (source, article)
            for one in citing.cited(words)
            for source in [self._of(one)]
            for article in one.articles or {0}
        }

    def _of(self, one: citing.Cited) -> int:
        pk = citing.same_source(self.known, one.title)
        if pk is None:
            source, _new = Source.objects.get_or_create(title=one.title[:LONGEST_TITLE])
            pk = source.pk
        elif len(citing.plain(one.title)) > len(max((name for name, of in self.known.items() if of == pk), key=len)):
            _rename(pk, one.title)
        self.known[citing.plain(one.title)] = pk
        return pk


def _rename(pk: int, longer: str) -> None:
    """The full title turned up after the short name."""
    source = Source.objects.select_for_update().get(pk=pk)
    source.aliases = [*source.aliases, source.title]
    source.title = longer[:LONGEST_TITLE]
    source.save(update_fields=["title", "aliases"])


def _set(field: str, owners: Sequence[int], wanted: set[tuple[int, int, int]]) -> None:
    """The citations of these owners (`field` is "item_id" or "text_id") are (owner, source, article) as wanted."""
    rows = Citation.objects.filter(**{f"{field}__in": owners})
    there = {
        (owner, source, article): pk
        for owner, source, article, pk in rows.values_list(field, "source_id", "article", "pk")
    }
    Citation.objects.filter(pk__in=[pk for one, pk in there.items() if one not in wanted]).delete()
    Citation.objects.bulk_create(
        Citation(**{field: owner}, source_id=source, article=article)
        for owner, source, article in sorted(wanted - there.keys())
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
