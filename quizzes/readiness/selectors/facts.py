"""The standing evidence in the shape that the deciding functions take."""

from collections.abc import Collection
from typing import Any

from lms.people.models import Person
from quizzes.readiness.deciding import Fact
from quizzes.readiness.models import Evidence

READ = (
    "pk", "kind", "level", "source_type", "source_id", "at", "valid_until", "supports", "assisted", "probability",
    "items", "theta", "se",
)  # fmt: skip
"""What a fact is made of."""


def standing(person: Person, competence_ids: Collection[int] | None = None) -> dict[int, list[Fact]]:
    """competence -> the facts that were not withdrawn, valid or not, oldest first. One query."""
    return standing_of_many([person], competence_ids).get(person.pk, {})


def standing_of_many(
    people: Collection[Person], competence_ids: Collection[int] | None = None
) -> dict[int, dict[int, list[Fact]]]:
    """The same of many, by the person's primary key; whoever has none is left out. One query."""
    rows = Evidence.objects.standing().filter(person__in=people)
    if competence_ids is not None:
        rows = rows.filter(competence__in=competence_ids)
    found: dict[int, dict[int, list[Fact]]] = {}
    for row in rows.order_by("at", "pk").values_list("person_id", "competence_id", *READ, named=True):
        found.setdefault(row.person_id, {}).setdefault(row.competence_id, []).append(fact_of(row))
    return found


def fact_of(row: Any) -> Fact:
    """From a row of evidence, or from its values named as in `READ`."""
    return Fact(
        id=row.pk,
        kind=row.kind,
        level=row.level,
        source=f"{row.source_type}:{row.source_id}",
        at=row.at,
        valid_until=row.valid_until,
        supports=row.supports,
        assisted=row.assisted,
        probability=row.probability,
        items=row.items,
        theta=row.theta,
        se=row.se,
        ruling=row.kind == Evidence.Kind.ATTESTATION and row.source_type == "contest",
    )
