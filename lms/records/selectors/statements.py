from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from lms.people.models import Person
from lms.records.models import Statement
from lms.records.words import object_words


@dataclass(frozen=True)
class Line:
    """One statement in words."""

    at: datetime
    verb: str
    what: str
    seq: int
    hash: str


def statements_of(person: Person) -> QuerySet[Statement]:
    """The person's statements, newest first."""
    return Statement.objects.filter(actor_uuid=person.uuid).order_by("-seq")


def in_words(statements: Iterable[Statement]) -> list[Line]:
    """The statements as lines to read; titles are looked up once per kind of object."""
    rows = list(statements)
    wanted: dict[str, set[str]] = {}
    for row in rows:
        wanted.setdefault(row.object_type, set()).add(row.object_id)
    words = {kind: object_words(kind, ids) for kind, ids in wanted.items()}
    return [
        Line(
            at=row.occurred_at,
            verb=str(row.get_verb_display()),
            what=words[row.object_type].get(row.object_id, row.object_id),
            seq=row.seq,
            hash=row.hash,
        )
        for row in rows
    ]
