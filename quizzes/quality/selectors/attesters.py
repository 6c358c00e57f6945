"""Who attests how often, and what second looks found."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Case, Count, Q, QuerySet, When
from django.utils import timezone

from lms.people.models import Mandate, Role, RoleGrant
from quizzes.quality.limits import limits
from quizzes.quality.models import SecondLook
from quizzes.readiness.models import Evidence

State = SecondLook.State


@dataclass(frozen=True)
class Attester:
    """One person who attested: for how many `people` of the `reach` in office whom they may attest for today (0 when
    their role has ended), how many attestations, of which `led` for level 4 and `taken_back`; second looks done and
    doubted. `far` says that the rate is far above that of all the others together."""

    name: str
    people: int
    reach: int
    given: int
    led: int
    taken_back: int
    looked: int
    doubted: int
    far: bool = False

    @property
    def rate(self) -> float | None:
        """Share of the reach; None where it would tell of fewer than five people, or there is no reach."""
        if not self.reach or self.people < limits().min_cell:
            return None
        return min(self.people / self.reach, 1.0)


def attesters(*, now: datetime) -> list[Attester]:
    """The highest rate first. Three queries."""
    given = Evidence.objects.filter(kind=Evidence.Kind.ATTESTATION, source_type="attestation")
    rows = list(
        given.order_by()
        .values("by", "by__name")
        .annotate(
            people=Count("person", distinct=True),
            given=Count("pk"),
            led=Count("pk", filter=Q(level=4)),
            taken_back=Count("withdrawal"),
            looked=Count("second_look", filter=~Q(second_look__state=State.DRAWN)),
            doubted=Count("second_look", filter=~Q(second_look__reason="")),
        )
    )
    reach = _reach([row["by"] for row in rows], now)
    found = [
        Attester(
            name=row["by__name"],
            people=row["people"],
            reach=reach.get(row["by"], 0),
            given=row["given"],
            led=row["led"],
            taken_back=row["taken_back"],
            looked=row["looked"],
            doubted=row["doubted"],
        )
        for row in rows
    ]
    marked = [_marked(one, found) for one in found]
    return sorted(marked, key=lambda one: (-(one.rate or 0.0), -one.people, one.name))


def _marked(one: Attester, everybody: list[Attester]) -> Attester:
    """Against the others, since a busy attester would hide in the sum; a binomial error of the difference."""
    others = [other for other in everybody if other is not one and other.reach]
    reach, people = sum(other.reach for other in others), sum(min(other.people, other.reach) for other in others)
    if one.rate is None or not reach:
        return one
    pooled = (people + one.people) / (reach + one.reach)
    error = (pooled * (1 - pooled) * (1 / one.reach + 1 / reach)) ** 0.5
    far = error > 0 and one.rate - people / reach > limits().apart * error
    return replace(one, far=far)


def _reach(people: list[int], now: datetime) -> dict[int, int]:
    today = timezone.localdate(now)
    serving: dict[int, set[int]] = {}
    for unit, person in Mandate.objects.serving_on(today).values_list("unit", "person").distinct():
        serving.setdefault(unit, set()).add(person)
    grants = RoleGrant.objects.in_force(today).filter(person__in=people, role__in=[Role.ORGANISER, Role.COMMITTEE])
    found: dict[int, set[int]] = {}
    for person, role, unit in grants.values_list("person", "role", "unit"):
        units = serving.values() if role == Role.COMMITTEE else [serving.get(unit or 0, set())]
        found.setdefault(person, set()).update(*units)
    return {person: len(reached - {person}) for person, reached in found.items()}


def looks() -> QuerySet[SecondLook]:
    """What waits first, then open cases, then what is done; the latest draw first."""
    rows = SecondLook.objects.select_related("evidence__competence", "evidence__by", "looked_by", "draw")
    turn = Case(When(state=State.DRAWN, then=0), When(state=State.DOUBTED, then=1), default=2)
    return rows.order_by(turn, "-draw", "pk")
