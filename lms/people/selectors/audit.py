"""What the audit page shows: entries in words, with the names of those who acted."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from lms.audit import verbs
from lms.audit.models import AuditEntry
from lms.people.models import Person

CHUNK = 1000
OBJECTS = {
    "person": pgettext_lazy("audited object", "person"),
    "user_name": pgettext_lazy("audited object", "user name"),
    "unit": pgettext_lazy("audited object", "unit"),
    "mandate": pgettext_lazy("audited object", "mandate"),
    "roster": pgettext_lazy("audited object", "roster"),
    "slip_sheet": pgettext_lazy("audited object", "sheet of account slips"),
    "audit_log": pgettext_lazy("audited object", "audit log"),
    "report": pgettext_lazy("audited object", "report"),
    "certificate": pgettext_lazy("audited object", "certificate"),
    "programme": pgettext_lazy("audited object", "programme"),
    "session": pgettext_lazy("audited object", "training session"),
    "contest": pgettext_lazy("audited object", "contested level"),
    "evidence": pgettext_lazy("audited object", "evidence"),
    "announced_run": pgettext_lazy("audited object", "announced change of the standard"),
    "appraisal": pgettext_lazy("audited object", "readiness test"),
    "appraisal_case": pgettext_lazy("audited object", "unusual result"),
    "attempt": pgettext_lazy("audited object", "sitting"),
    "booklet": pgettext_lazy("audited object", "form of the readiness test"),
    "calibration": pgettext_lazy("audited object", "calibration"),
    "certificate_design": pgettext_lazy("audited object", "certificate design"),
    "competence": pgettext_lazy("audited object", "competence"),
    "draw": pgettext_lazy("audited object", "draw of attestations"),
    "form_design": pgettext_lazy("audited object", "round of the readiness test"),
    "hour_entry": pgettext_lazy("audited object", "class hours"),
    "item": pgettext_lazy("audited object", "question"),
    "item_bank": pgettext_lazy("audited object", "bank of questions"),
    "item_version": pgettext_lazy("audited object", "version of a question"),
    "leave_request": pgettext_lazy("audited object", "request for leave"),
    "lesson": pgettext_lazy("audited object", "lesson"),
    "lesson_question": pgettext_lazy("audited object", "question about a lesson"),
    "module": pgettext_lazy("audited object", "module"),
    "needs_round": pgettext_lazy("audited object", "needs survey"),
    "observation": pgettext_lazy("audited object", "observed task"),
    "organs": pgettext_lazy("audited object", "congresses and units"),
    "panel": pgettext_lazy("audited object", "panel on thresholds"),
    "paper_form": pgettext_lazy("audited object", "form on paper"),
    "quiz": pgettext_lazy("audited object", "assessment"),
    "ranking_decision": pgettext_lazy("audited object", "decision on ranking"),
    "rescoring": pgettext_lazy("audited object", "new estimate of a round's results"),
    "response": pgettext_lazy("audited object", "answer"),
    "snapshot": pgettext_lazy("audited object", "snapshot"),
    "source": pgettext_lazy("audited object", "source"),
    "task": pgettext_lazy("audited object", "practical task"),
    "text": pgettext_lazy("audited object", "text"),
}
"""Kinds of objects in words."""


@dataclass(frozen=True)
class AuditLine:
    """One entry for a person to read. The name is looked up now; the entry itself holds a pseudonym."""

    seq: int
    at: datetime
    actor: str
    username: str
    verb: str
    object_type: str
    object_id: str
    object_name: str
    purpose: str


def found(
    *, verb: str = "", person: str = "", since: date | None = None, until: date | None = None
) -> QuerySet[AuditEntry]:
    """Entries, newest first, narrowed by what is given; `person` is part of a name, or a user name."""
    entries = AuditEntry.objects.order_by("-seq")
    if verb:
        entries = entries.filter(verb=verb)
    if person:
        people = Person.objects.filter(Q(name__contains=person) | Q(username=person.lower()))
        entries = entries.filter(actor_uuid__in=people.values("uuid"))
    if since:
        entries = entries.filter(at__date__gte=since)
    if until:
        entries = entries.filter(at__date__lte=until)
    return entries


def lines(entries: Iterable[AuditEntry]) -> list[AuditLine]:
    """The entries in words; one query for all names."""
    entries = list(entries)
    wanted = {str(entry.actor_uuid) for entry in entries if entry.actor_uuid}
    wanted |= {entry.object_id for entry in entries if entry.object_type == "person" and _is_uuid(entry.object_id)}
    people = {str(person.uuid): person for person in Person.objects.filter(uuid__in=wanted)} if wanted else {}
    return [_line(entry, people) for entry in entries]


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _line(entry: AuditEntry, people: dict[str, Person]) -> AuditLine:
    actor = people.get(str(entry.actor_uuid))
    target = people.get(entry.object_id)
    return AuditLine(
        seq=entry.seq,
        at=localtime(entry.at),
        actor=(actor.name if actor else "") or (str(entry.actor_uuid) if entry.actor_uuid else _("the system")),
        username=actor.username if actor else "",
        verb=verbs.label(entry.verb),
        object_type=str(OBJECTS.get(entry.object_type, entry.object_type)),
        object_id=entry.object_id,
        object_name=target.name if target else "",
        purpose=entry.purpose,
    )


def all_lines(entries: QuerySet[AuditEntry]) -> Iterator[AuditLine]:
    """Every line of a long list, a thousand at a time."""
    rows = entries.iterator(chunk_size=CHUNK)
    while chunk := list(islice(rows, CHUNK)):
        yield from lines(chunk)
