from datetime import date

from django.db.models import QuerySet

from lms.people.models import Person, Role, RoleGrant
from quizzes.bank.models import BankOwner, ItemBank


def owners_of(bank: ItemBank) -> QuerySet[BankOwner]:
    """Those who answer for it now, by name."""
    return BankOwner.objects.filter(bank=bank, ended_at=None).select_related("person", "by").order_by("person__name")


def candidates(bank: ItemBank, *, day: date) -> QuerySet[Person]:
    """The trainers of that day who are not owners yet."""
    trainers = RoleGrant.objects.in_force(day).filter(role=Role.TRAINER).values("person_id")
    owners = BankOwner.objects.filter(bank=bank, ended_at=None).values("person_id")
    return Person.objects.filter(pk__in=trainers, is_active=True).exclude(pk__in=owners).order_by("name_sort", "pk")
