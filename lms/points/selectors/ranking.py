from dataclasses import dataclass
from datetime import date

from django.db.models import Sum

from lms.people.models import Mandate
from lms.points.models import LedgerEntry, RankingDecision


@dataclass(frozen=True)
class Rank:
    """One line of the ranking; equal points share a rank."""

    rank: int
    name: str
    points: int


def decision_in_force(day: date) -> RankingDecision | None:
    """The decision under which named rankings are shown on that day; None is the rule."""
    return (
        RankingDecision.objects.filter(ended_on=None, decided_on__lte=day, until__gte=day)
        .select_related("by")
        .order_by("-decided_on", "-pk")
        .first()
    )


def ranking(day: date) -> list[Rank] | None:
    """Serving deputies by their points on that day; None without a decision in force."""
    if decision_in_force(day) is None:
        return None
    serving = Mandate.objects.serving_on(day).values("person_id")
    rows = (
        LedgerEntry.objects.filter(person_id__in=serving)
        .values("person_id", "person__name")
        .annotate(sum=Sum("points"))
        .order_by("-sum", "person__name_sort", "person_id")
    )
    ranks: list[Rank] = []
    for place, row in enumerate(rows, start=1):
        tied = bool(ranks) and ranks[-1].points == row["sum"]
        ranks.append(Rank(ranks[-1].rank if tied else place, row["person__name"], row["sum"]))
    return ranks
