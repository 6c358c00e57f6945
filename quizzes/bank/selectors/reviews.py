"""Who may check an item, and what waits for whom."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from lms.people.models import Person, Role, RoleGrant
from quizzes.bank.models import BankOwner, Item, ItemBank, ItemDraft, ItemReview


def reviewers(bank: ItemBank, *, day: date) -> QuerySet[Person]:
    """Everybody who may look into the bank on that day: the committee and the trainers, of a readiness bank its owners
    alone."""
    grants = RoleGrant.objects.in_force(day)
    who = Q(pk__in=grants.filter(role=Role.COMMITTEE).values("person_id"))
    trainers = grants.filter(role=Role.TRAINER)
    if bank.purpose == ItemBank.Purpose.READINESS:
        trainers = trainers.filter(person__in=BankOwner.objects.filter(bank=bank, ended_at=None).values("person_id"))
    return Person.objects.filter(who | Q(pk__in=trainers.values("person_id")), is_active=True)


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


def rounds_of(item: Item) -> QuerySet[ItemReview]:
    """Who wrote, sent, checked this item, and when; the latest first."""
    return ItemReview.objects.filter(item=item).select_related("author", "asked_by", "decided_by").order_by("-pk")
