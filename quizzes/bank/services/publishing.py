"""The second half of an item's life: published, its key corrected, retired, brought back."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from lms.people.models import Person
from lms.web.errors import Refusal
from quizzes.bank import validation
from quizzes.bank.models import Item, ItemDraft, ItemKey, ItemVersion
from quizzes.bank.services.guards import allow_publishing, audit, key_in_force, locked, refuse
from quizzes.bank.services.reviewing import settle


@transaction.atomic
def publish(*, item: Item, by: Person | None, now: datetime) -> ItemVersion:
    """What learners see from now on: a new version of the draft; the live one when nothing changed, or when only the
    key or the explanations did (then they get a new row). BadInput naming what is incomplete; NotAllowed when no second
    person has checked it (see `reviewing.settle`). Committee only; `by` None is a loader of files, which its command
    audits as a whole."""
    allow_publishing(by)
    given, item = item, locked(item)
    draft = ItemDraft.objects.filter(item=item).first()
    if draft is None:
        raise Refusal(_("There is no draft to publish."))
    refuse(validation.item_problems(item.kind, draft.body, draft.key, draft.feedback), item)
    live = item.live_version
    last = key_in_force(live)
    if live is None or last is None or (draft.body, draft.key, draft.feedback) != (live.body, last.key, last.feedback):
        settle(item=item, draft=draft, by=by, now=now)
    if live is not None and live.body == draft.body:
        _correct_key(item, live, draft, by, now)
        return live
    newest = item.versions.order_by("-number").first()
    version = ItemVersion.objects.create(
        item=item, number=newest.number + 1 if newest else 1, body=draft.body, published_at=now, by=by
    )
    ItemKey.objects.create(version=version, key=draft.key, feedback=draft.feedback, at=now, by=by)
    ItemDraft.objects.filter(pk=draft.pk).update(changed_at=now)
    Item.objects.filter(pk=item.pk).update(live_version=version)
    given.live_version = version
    audit("item.published", item, f"v{version.number}", by, now)
    return version


def _correct_key(item: Item, version: ItemVersion, draft: ItemDraft, by: Person | None, now: datetime) -> None:
    """The draft's key is in force from now on: a new row with the next number, none when nothing differs. Past results
    stay until they are scored anew (`quizzes.delivery.services.regrades`)."""
    last = key_in_force(version)
    if last is None or (last.key, last.feedback) != (draft.key, draft.feedback):
        number = last.number + 1 if last else 1
        moment = max(now, last.at) if last else now
        last = ItemKey.objects.create(
            version=version, number=number, key=draft.key, feedback=draft.feedback, at=moment, by=by
        )
        audit("item.key_corrected", item, f"v{version.number} k{number}", by, now)
    ItemDraft.objects.filter(pk=draft.pk).update(changed_at=last.at)


@transaction.atomic
def retire(*, item: Item, by: Person | None, now: datetime) -> Item:
    """No quiz draws it any more; what was answered stays. Committee only. Idempotent."""
    return _set_retired(item, True, by, now)


@transaction.atomic
def restore(*, item: Item, by: Person | None, now: datetime) -> Item:
    """Quizzes may draw it again. Committee only. Idempotent."""
    return _set_retired(item, False, by, now)


def _set_retired(item: Item, retired: bool, by: Person | None, now: datetime) -> Item:
    allow_publishing(by)
    if Item.objects.filter(pk=item.pk, retired=not retired).update(retired=retired):
        audit("item.retired" if retired else "item.restored", item, "", by, now)
    item.retired = retired
    return item
