"""Who may check an item, and what waits for whom."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from lms.people.models import Person, Role, RoleGrant
from quizzes.bank.models import BankOwner, Item, ItemBank, ItemDraft, ItemReview


def reviewers(bank: ItemBank, *, day: date) -> QuerySet[Person]:
    """Everybody to whom the bank is open on that day: the trainers, of a readiness bank its owners among them."""
    trainers = RoleGrant.objects.in_force(day).filter(role=Role.TRAINER)
    if bank.purpose == ItemBank.Purpose.READINESS:
        trainers = trainers.filter(person__in=BankOwner.objects.filter(bank=bank, ended_at=None).values("person_id"))
    return Person.objects.filter(pk__in=trainers.values("person_id"), is_active=True)


def others_than(people: Iterable[int], bank: ItemBank, *, day: date) -> QuerySet[Person]:
    """Those among them who are none of these people."""
    return reviewers(bank, day=day).exclude(pk__in=set(people))


def waiting_for(person: Person) -> QuerySet[ItemReview]:
    """The open rounds that this person may decide: of visible items that somebody else wrote and sent."""
    own = ItemDraft.objects.filter(writers=person)  # asked once, not for each round: without statistics that is minutes
    return (
        ItemReview.objects.filter(state=ItemReview.State.OPEN, item__in=Item.objects.visible_to(person))
        .exclude(asked_by=person)
        .exclude(author=person)
        .exclude(item_id__in=own.values("item_id"))
    )


def sent_by(person: Person) -> QuerySet[ItemReview]:
    """What this person wrote or sent, and what became of it, as far as its bank is open to the person still."""
    own = ItemReview.objects.filter(Q(asked_by=person) | Q(author=person))
    return own.filter(item__in=Item.objects.visible_to(person)).order_by("-asked_at", "-pk")


def may_decide(review: ItemReview, person: Person, *, day: date) -> bool:
    """Whether the person may approve this open round or give it back: not the own text, unless the bank is open to
    nobody else."""
    if waiting_for(person).filter(pk=review.pk).exists():
        return True
    item = review.item
    if not Item.objects.visible_to(person).filter(pk=item.pk).exists():
        return False
    return not others_than(hands_in(item.draft, review), item.bank, day=day).exists()


def hands_in(draft: ItemDraft, review: ItemReview) -> set[int]:
    """Whoever wrote the draft or sent it: none of them checks it."""
    known = {draft.by_id, review.asked_by_id, review.author_id, *draft.writers.values_list("pk", flat=True)}
    return {pk for pk in known if pk is not None}


def rounds_of(item: Item) -> QuerySet[ItemReview]:
    """Who wrote, sent, checked this item, and when; the latest first."""
    return ItemReview.objects.filter(item=item).select_related("author", "asked_by", "decided_by").order_by("-pk")
