"""Between writing and publishing: a draft is sent, and somebody who did not write it approves it or gives it back."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.notify.services import notices
from lms.people.models import Person, Role, RoleGrant
from lms.web.errors import BadInput, NotAllowed, Refusal
from quizzes.bank import fingerprints, validation
from quizzes.bank.models import Item, ItemDraft, ItemReview
from quizzes.bank.selectors import reviews
from quizzes.bank.services.guards import allow_publishing, allow_writing, audit, key_in_force, locked, refuse

Stage = ItemDraft.Stage
State = ItemReview.State


@transaction.atomic
def send(*, item: Item, by: Person, now: datetime, note: str = "") -> ItemReview:
    """The draft waits to be checked; sent again unchanged, it is the same round. BadInput naming what is incomplete,
    Refusal where there is nothing to check."""
    item = locked(item)
    allow_writing(by, item.bank)
    draft = draft_ahead(item)
    if item.retired:
        raise Refusal(_("A retired item is not checked. Bring it back into use first."))
    refuse(validation.item_problems(item.kind, draft.body, draft.key, draft.feedback), item)
    if draft.stage == Stage.CHECKED:
        raise Refusal(_("Item “%(item)s” is checked already; it waits to be published.") % {"item": item.slug})
    if (known := ItemReview.objects.filter(item=item, state=State.OPEN).first()) is not None:
        return known
    review = ItemReview.objects.create(
        item=item, fingerprint=fingerprint(draft), author=draft.by, asked_by=by, asked_at=now, note=note.strip()[:500]
    )
    ItemDraft.objects.filter(pk=draft.pk).update(stage=Stage.REVIEW)
    _tell_reviewers(item, draft, by, now)
    audit("item.sent_for_review", item, "", by, now)
    return review


@transaction.atomic
def approve(*, item: Item, by: Person, now: datetime, comment: str = "") -> ItemReview:
    """The draft is checked and waits for the committee to publish it, alone or with its module."""
    item, draft, review = _open_round(item, by)
    review.alone = _not_the_own(item, draft, review, by, now)
    return _decide(item, draft, review, State.APPROVED, Stage.CHECKED, by, now, comment)


@transaction.atomic
def give_back(*, item: Item, by: Person, now: datetime, comment: str) -> ItemReview:
    """The draft goes back to its author, with the reason."""
    item, draft, review = _open_round(item, by)
    if not comment.strip():
        raise BadInput(_("Write what should be changed, so that the author knows."))
    return _decide(item, draft, review, State.RETURNED, Stage.RETURNED, by, now, comment)


@transaction.atomic
def decline(*, item: Item, by: Person, now: datetime, comment: str) -> ItemReview:
    """The committee does not publish what was checked: the draft goes back to its author, with the reason. A round of
    its own on record. BadInput without a reason, Refusal when the item does not wait to be published."""
    allow_publishing(by)
    item = locked(item)
    if not comment.strip():
        raise BadInput(_("Write what should be changed, so that the author knows."))
    draft = ItemDraft.objects.filter(item=item, stage=Stage.CHECKED).first()
    if draft is None:
        raise Refusal(_("Item “%(item)s” does not wait to be published.") % {"item": item.slug})
    checked = ItemReview.objects.filter(item=item, state=State.APPROVED).latest("pk")
    review = ItemReview(
        item=item,
        fingerprint=checked.fingerprint,
        author=checked.author,
        asked_by=checked.decided_by,
        asked_at=now,
        state=State.RETURNED,
        decided_by=by,
        decided_at=now,
        comment=comment.strip()[:500],
    )
    review.save()
    ItemDraft.objects.filter(pk=draft.pk).update(stage=Stage.RETURNED)
    _tell_authors(item, review, by, now)
    audit("item.returned", item, review.comment, by, now)
    return review


@transaction.atomic
def take_back(*, item: Item, by: Person, now: datetime) -> None:
    """The draft is being written again; what was asked is withdrawn. Idempotent."""
    item = locked(item)
    allow_writing(by, item.bank)
    if withdraw(item=item, by=by, now=now):
        audit("item.taken_back", item, "", by, now)


def withdraw(*, item: Item, by: Person | None, now: datetime) -> bool:
    """The text is not what was sent any more, or stands as it was: whether a round was open."""
    ItemDraft.objects.filter(item=item).exclude(stage=Stage.WRITING).update(stage=Stage.WRITING)
    open_ones = ItemReview.objects.filter(item=item, state=State.OPEN)
    return bool(open_ones.update(state=State.WITHDRAWN, decided_by=by, decided_at=now))


def settle(*, item: Item, draft: ItemDraft, by: Person | None, now: datetime) -> None:
    """Called before a draft goes live, alone or with its module: a second person has checked exactly this text.
    NotAllowed where nobody has; who publishes sees no key and so cannot be that person. What a loader publishes (`by`
    None) was checked where its file was."""
    if by is None:
        withdraw(item=item, by=None, now=now)
    elif not _checked(item, draft):
        raise NotAllowed(
            _("Item “%(item)s” is not checked yet: a trainer who did not write it checks it first.")
            % {"item": item.slug}
        )
    ItemDraft.objects.filter(pk=draft.pk).update(stage=Stage.WRITING)
    draft.writers.clear()


def _checked(item: Item, draft: ItemDraft) -> bool:
    if draft.stage != Stage.CHECKED:
        return False
    last = ItemReview.objects.filter(item=item, state=State.APPROVED).order_by("-pk").first()
    return last is not None and last.fingerprint == fingerprint(draft)


def fingerprint(draft: ItemDraft) -> str:
    return fingerprints.of_content(draft.body, draft.key, draft.feedback)


def draft_ahead(item: Item) -> ItemDraft:
    """The item's draft; Refusal when there is none, or it says what is published anyway."""
    draft = ItemDraft.objects.filter(item=item).first()
    if draft is None:
        raise Refusal(_("There is no draft to publish."))
    key = key_in_force(item.live_version)
    if (
        key
        and item.live_version
        and (draft.body, draft.key, draft.feedback)
        == (
            item.live_version.body,
            key.key,
            key.feedback,
        )
    ):
        raise Refusal(_("Item “%(item)s” is as it is published; there is nothing to check.") % {"item": item.slug})
    return draft


def _open_round(item: Item, by: Person) -> tuple[Item, ItemDraft, ItemReview]:
    item = locked(item)
    allow_writing(by, item.bank)
    review = ItemReview.objects.filter(item=item, state=State.OPEN).first()
    draft = ItemDraft.objects.filter(item=item).first()
    if review is None or draft is None or review.fingerprint != fingerprint(draft):
        raise Refusal(_("Item “%(item)s” is not waiting for a review any more.") % {"item": item.slug})
    return item, draft, review


def _not_the_own(item: Item, draft: ItemDraft, review: ItemReview, by: Person, now: datetime) -> bool:
    """Whether `by` is alone: had a hand in the text while there is nobody else. NotAllowed when there is."""
    hands = reviews.hands_in(draft, review)
    if by.pk not in hands:
        return False
    if reviews.others_than(hands, item.bank, day=timezone.localdate(now)).exists():
        raise NotAllowed(
            _("You wrote or sent item “%(item)s” yourself: send it for review, somebody else checks it.")
            % {"item": item.slug}
        )
    return True


def _decide(
    item: Item,
    draft: ItemDraft,
    review: ItemReview,
    state: ItemReview.State,
    stage: ItemDraft.Stage,
    by: Person,
    now: datetime,
    comment: str,
) -> ItemReview:
    review.state, review.comment = state, comment.strip()[:500]
    review.decided_by, review.decided_at = by, now
    review.save(update_fields=["state", "comment", "decided_by", "decided_at", "alone"])
    ItemDraft.objects.filter(pk=draft.pk).update(stage=stage)
    _tell_authors(item, review, by, now)
    if state == State.APPROVED:
        _tell_publishers(by, now)
    audit("item.approved" if state == State.APPROVED else "item.returned", item, review.comment, by, now)
    return review


def _tell_reviewers(item: Item, draft: ItemDraft, by: Person, now: datetime) -> None:
    """One notice a day from one author to each who may check, however many items were sent."""
    day = timezone.localdate(now)
    hands = {by.pk, *draft.writers.values_list("pk", flat=True)}
    for person in reviews.others_than(hands, item.bank, day=day):
        notices.tell(
            to_uuid=person.uuid,
            kind="review",
            key=f"items:review:{day}:{by.uuid}:{person.uuid}",
            text=_("%(name)s sent items to be checked.") % {"name": by.name},
            url=reverse("item_reviews:index"),
            now=now,
        )


def _tell_publishers(by: Person, now: datetime) -> None:
    """One notice a day from one checker to each of the committee."""
    day = timezone.localdate(now)
    grants = RoleGrant.objects.in_force(day).filter(role=Role.COMMITTEE)
    for person in Person.objects.filter(pk__in=grants.values("person_id"), is_active=True).exclude(pk=by.pk):
        notices.tell(
            to_uuid=person.uuid,
            kind="review",
            key=f"items:checked:{day}:{by.uuid}:{person.uuid}",
            text=_("%(name)s checked items; they wait to be published.") % {"name": by.name},
            url=f"{reverse('items:index')}?state=checked",
            now=now,
        )


def _tell_authors(item: Item, review: ItemReview, by: Person, now: datetime) -> None:
    if review.state == State.APPROVED:
        text = _("Item “%(stem)s” was approved.") % {"stem": item.stem[:40] or item.slug}
    else:
        text = _("Item “%(stem)s” was given back: %(why)s") % {
            "stem": item.stem[:40] or item.slug,
            "why": review.comment,
        }
    for person in {one for one in (review.asked_by, review.author) if one is not None and one.pk != by.pk}:
        notices.tell(
            to_uuid=person.uuid,
            kind="review",
            key=f"items:reviewed:{review.pk}:{person.uuid}",
            text=text,
            url=reverse("items:edit", args=[item.pk]),
            now=now,
        )
