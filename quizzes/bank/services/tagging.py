"""Words on items."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from lms.people.models import Person
from lms.web.errors import BadInput
from quizzes.bank.models import Item, ItemTag, TaggedItem
from quizzes.bank.services.guards import allow_writing

LONGEST, MOST = 30, 12


def cleaned(names: Iterable[str]) -> list[str]:
    """Each once, trimmed. BadInput for one that is too long, or too many."""
    names = list(dict.fromkeys(name for name in (" ".join(one.split()).strip("#，,；;") for one in names) if name))
    if any(len(name) > LONGEST for name in names):
        raise BadInput(_("A tag has %(count)d characters at most.") % {"count": LONGEST})
    if len(names) > MOST:
        raise BadInput(_("An item has %(count)d tags at most.") % {"count": MOST})
    return names


@transaction.atomic
def set_tags(*, item: Item, names: Iterable[str], by: Person | None, now: datetime) -> bool:
    """The item's tags are these and no others; whether anything changed."""
    allow_writing(by, item.bank)
    wanted = cleaned(names)
    there = dict(item.tagged.values_list("tag__name", "pk"))
    TaggedItem.objects.filter(pk__in=[pk for name, pk in there.items() if name not in wanted]).delete()
    new = [name for name in wanted if name not in there]
    TaggedItem.objects.bulk_create(TaggedItem(tag=_tag(name), content_object=item) for name in new)
    return bool(new) or set(there) != set(wanted)


@transaction.atomic
def add_tags(*, item: Item, names: Iterable[str], by: Person | None, now: datetime) -> bool:
    """These tags beside those that are there."""
    there = list(item.tagged.values_list("tag__name", flat=True))
    return set_tags(item=item, names=[*there, *names], by=by, now=now)


def _tag(name: str) -> ItemTag:
    found = ItemTag.objects.filter(name=name).first()
    if found is None:
        found = ItemTag(name=name)
        found.save()  # finds a free slug
    return found
