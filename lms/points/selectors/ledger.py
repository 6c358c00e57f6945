from django.db.models import Max, Q, Sum

from lms.people.models import Person
from lms.points.models import LedgerEntry, PointRule
from lms.points.models.ledger import LedgerEntryQuerySet


def balance(person: Person) -> int:
    """The sum of the person's entries."""
    return LedgerEntry.objects.filter(person=person).aggregate(sum=Sum("points"))["sum"] or 0


def history(person: Person) -> LedgerEntryQuerySet:
    """The person's entries, newest first, each with its rule."""
    return LedgerEntry.objects.filter(person=person).select_related("rule", "reverses").order_by("-at", "-pk")


def rules_in_force() -> list[PointRule]:
    """The highest version of each rule, as ordered by worth."""
    newest = PointRule.objects.values("code").annotate(newest=Max("version"))
    wanted = Q()
    for row in newest:
        wanted |= Q(code=row["code"], version=row["newest"])
    return list(PointRule.objects.filter(wanted).order_by("-points", "code")) if newest else []
