"""How many of the people who sat with a bank's items saw each of them."""

from dataclasses import dataclass

from django.db.models import Count

from quizzes.bank.models import ItemBank
from quizzes.delivery.models import PresentedItem
from quizzes.quality.limits import limits


@dataclass(frozen=True)
class Exposure:
    """`shares` are (item, share of the `people` who saw it), the most seen first; empty for fewer than five people."""

    people: int
    shares: list[tuple[int, float]]


def of_bank(bank: ItemBank) -> Exposure:
    """Every sitting counts, open or finished, with help or without: seen is seen. Two queries."""
    shown = PresentedItem.objects.filter(version__item__bank=bank).order_by()
    people = shown.aggregate(n=Count("attempt__person", distinct=True))["n"]
    if people < limits().min_cell:
        return Exposure(0, [])
    rows = shown.values_list("version__item").annotate(n=Count("attempt__person", distinct=True))
    shares = sorted(((item, round(n / people, 4)) for item, n in rows), key=lambda row: (-row[1], row[0]))
    return Exposure(people, shares)
