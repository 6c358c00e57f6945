"""The first half of an item's life: made, described, drafted. Learners see nothing of it."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lms.people.models import Person
from lms.web.errors import NotAllowed, Refusal
from quizzes.bank import validation
from quizzes.bank.models import Item, ItemBank, ItemDraft
from quizzes.bank.services.guards import allow_publishing, allow_writing, audit, key_in_force, locked, refuse
from quizzes.bank.services.reviewing import withdraw
from quizzes.bank.services.sources import follow_item
from quizzes.bank.services.wording import read_body, read_source
from quizzes.framework.models import Competence


@transaction.atomic
def create(
    *,
    bank: ItemBank,
    competence: Competence,
    kind: str,
    level: int,
    band: float = 0,
    slug: str = "",
    source: str = "",
    expires_on: date | None = None,
    by: Person | None,
    now: datetime,
) -> Item:
    """An item without a draft yet. Without a slug it is numbered within its bank."""
    allow_writing(by, bank)
    refuse(validation.placing_problems(level, band))
    item = Item.objects.create(
        bank=bank,
        competence=competence,
        kind=kind,
        level=level,
        band=band,
        slug=slug or _next_slug(bank),
        source=source.strip(),
        expires_on=expires_on,
    )
    follow_item(item)
    read_source(item)
    return item


def _next_slug(bank: ItemBank) -> str:
    ItemBank.objects.select_for_update().get(pk=bank.pk)
    stem = bank.slug[:50]
    taken = set(Item.objects.filter(slug__startswith=f"{stem}-").values_list("slug", flat=True))
    number = len(taken) + 1
    while f"{stem}-{number:03d}" in taken:
        number += 1
    return f"{stem}-{number:03d}"


@transaction.atomic
def describe(
    *,
    item: Item,
    competence: Competence,
    kind: str,
    level: int,
    band: float,
    source: str,
    expires_on: date | None,
    by: Person | None,
    now: datetime,
) -> bool:
    """Whether anything changed. A published item keeps its kind for good, and its place (competence, level, difficulty)
    as long as the committee does not move it (`place`)."""
    allow_writing(by, item.bank)
    refuse(validation.placing_problems(level, band))
    if item.live_version_id and kind != item.kind:
        raise Refusal(_("A published item keeps its kind; retire it and write a new one."))
    asked = (competence.pk, level, band)
    if by is not None and item.live_version_id and asked != (item.competence_id, item.level, item.band):
        raise NotAllowed(_("The committee alone moves a published item to another competence, level or difficulty."))
    new = {
        "competence_id": competence.pk,
        "kind": kind,
        "level": level,
        "band": band,
        "source": source.strip(),
        "expires_on": expires_on,
    }
    changed = [field for field, value in new.items() if getattr(item, field) != value]
    for field in changed:
        setattr(item, field, new[field])
    if changed:
        item.save(update_fields=changed)
    if "source" in changed:
        follow_item(item)
        read_source(item)
    return bool(changed)


@transaction.atomic
def place(*, item: Item, competence: Competence, level: int, band: float, by: Person, now: datetime) -> Item:
    """A published item stands at this competence, level and expected difficulty from now on, and quizzes draw it as
    such at once. Committee only; idempotent."""
    allow_publishing(by)
    refuse(validation.placing_problems(level, band))
    item = locked(item)
    if (competence.pk, level, band) != (item.competence_id, item.level, item.band):
        item.competence, item.level, item.band = competence, level, band
        item.save(update_fields=["competence", "level", "band"])
        audit("item.placed", item, f"{competence.code} L{level} {band:+.2f}", by, now)
    return item


@transaction.atomic
def save_draft(
    *, item: Item, body: dict[str, Any], key: dict[str, Any], feedback: dict[str, Any], by: Person | None, now: datetime
) -> ItemDraft:
    """The working copy as it now stands; it may still be incomplete. Learners see nothing of it. A text that changed is
    not what was sent for review any more: that round is taken back. Saved unchanged, nothing happens."""
    given, item = item, locked(item)
    allow_writing(by, item.bank)
    body, key, feedback = validation.canonical(item.kind, body, key, feedback)
    draft = ItemDraft.objects.filter(item=item).first()
    if draft is not None and (draft.body, draft.key, draft.feedback) == (body, key, feedback):
        return draft
    draft, _new = ItemDraft.objects.update_or_create(
        item=item,
        defaults={
            "body": body,
            "key": key,
            "feedback": feedback,
            "changed_at": _moment_of_change(item, (body, key, feedback), now),
            "by": by,
        },
    )
    withdraw(item=item, by=by, now=now)
    if by is not None:
        draft.writers.add(by)
    read_body(item, body)
    given.stem = item.stem
    return draft


def _moment_of_change(item: Item, content: tuple[dict[str, Any], ...], now: datetime) -> datetime:
    """A draft is ahead of what is published exactly when it changed after the key in force was made (lists filter by
    that): an equal one carries the key's moment, another one always a later moment."""
    key = key_in_force(item.live_version)
    if key is None or item.live_version is None:
        return now
    if content == (item.live_version.body, key.key, key.feedback):
        return key.at
    return max(now, key.at + timedelta(microseconds=1))


@transaction.atomic
def discard(*, item: Item, by: Person | None, now: datetime) -> ItemDraft:
    """The draft, set back to what is published. Refusal when nothing was published yet."""
    item = locked(item)
    key = key_in_force(item.live_version)
    if item.live_version is None or key is None:
        raise Refusal(_("Nothing was published yet, so there is nothing to go back to."))
    draft = save_draft(item=item, body=item.live_version.body, key=key.key, feedback=key.feedback, by=by, now=now)
    draft.writers.clear()
    return draft
