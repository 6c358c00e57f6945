"""The life of an entry of attendance: entered, perhaps corrected. Hours, points and the learning record follow."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.models import Attendance, TrainingSession
from courses.models.session import DOORS
from courses.permissions import may_enter_attendance, people_in_hand
from courses.selectors.sessions import expected
from courses.services import hours
from lms.audit.services import log
from lms.people.models import Person
from lms.points.models import LedgerEntry
from lms.points.services import ledger
from lms.records.services import statements
from lms.web.errors import BadInput, NotAllowed, Refusal

States = Mapping[int, tuple[str, str]]  # person id -> (state, reason)
Seen = Mapping[int, int | None]  # person id -> the row that the page showed as in force


@dataclass(frozen=True)
class Entered:
    """How many rows were new, corrected an earlier one, or said what was known."""

    new: int
    corrected: int
    same: int


class AttendanceConflict(Refusal):
    """A colleague entered something else in the meantime: `rows` is what they entered. Nothing was saved."""

    def __init__(self, rows: list[Attendance]) -> None:
        self.rows = rows
        told = "；".join(
            _("%(name)s: %(state)s, entered by %(by)s at %(time)s")
            % {
                "name": row.person.name,
                "state": row.get_state_display(),
                "by": row.by.name if row.by else _("the system"),
                "time": timezone.localtime(row.at).strftime("%H:%M"),
            }
            for row in rows
        )
        super().__init__(_("A colleague entered attendance in the meantime. %(told)s") % {"told": told})


@transaction.atomic
def enter(
    *,
    session: TrainingSession,
    states: States,
    by: Person,
    correction: str = "",
    seen: Seen | None = None,
    now: datetime | None = None,
) -> Entered:
    """Enter what became of these people; equal entries change nothing, so sending a page twice is harmless.

    A changed entry needs `correction`, the reason (a class made up after leave or absence explains itself). With `seen`
    a person whose entry the page left as it showed it is passed over, and a changed one whose row is no longer the one
    that was shown raises AttendanceConflict. All rows are saved or none; 100 people take about a second.
    """
    now = now or timezone.now()
    session = TrainingSession.objects.select_for_update().select_related("programme").get(pk=session.pk)
    people = _people(session, states, by)
    _check(session, states, now)
    in_force = _in_force(session, people)
    if seen is not None:
        states = _touched(session, states, seen, in_force)
    rows = _changed(session, states, in_force, by=by, correction=correction.strip()[:200], now=now)
    Attendance.objects.bulk_create(rows)
    for row in rows:
        _follow(row, in_force.get(row.person_id), people[row.person_id], session, by=by, now=now)
    corrected = sum(row.supersedes_id is not None for row in rows)
    if rows:
        log.record(
            actor_uuid=by.uuid,
            verb="attendance.corrected" if corrected else "attendance.entered",
            object_type="session",
            object_id=str(session.pk),
            purpose=correction.strip(),
            now=now,
        )
    return Entered(new=len(rows) - corrected, corrected=corrected, same=len(people) - len(rows))


def _people(session: TrainingSession, wanted: Iterable[int], by: Person) -> dict[int, Person]:
    """The people by id; NotAllowed for one who is not expected here, or whom `by` does not look after."""
    if not may_enter_attendance(by, session):
        raise NotAllowed(_("This session was planned by another unit. Please ask that unit or the district."))
    ids = set(wanted)
    found = {person.pk: person for person in people_in_hand(by).filter(pk__in=expected(session).values("pk"))}
    if ids - set(found):
        raise NotAllowed(_("Somebody on this list does not belong to this session or to your unit. Open it again."))
    return {pk: found[pk] for pk in ids}


def _check(session: TrainingSession, states: States, now: datetime) -> None:
    if session.cancelled:
        raise Refusal(_("This session has been cancelled; there is no attendance to enter."))
    for state, reason in states.values():
        if state not in Attendance.State.values:
            raise BadInput(_("The page sent an entry that does not exist. Open it again."))
        if state == Attendance.State.LEAVE and not reason.strip():
            raise BadInput(_("Leave needs a reason. Please fill it in for everybody who is on leave."))
        if state != Attendance.State.LEAVE and now < session.starts_at - DOORS:
            raise Refusal(_("Before the session begins, only leave can be entered."))


def _in_force(session: TrainingSession, people: Iterable[int]) -> dict[int, Attendance]:
    rows = Attendance.objects.in_force().filter(session=session, person__in=list(people))
    return {row.person_id: row for row in rows.select_related("person", "by")}


def _touched(session: TrainingSession, states: States, seen: Seen, in_force: Mapping[int, Attendance]) -> States:
    """The entries that the page changed; AttendanceConflict when one of them stood on a row that is superseded."""
    shown = {
        row.pk: row for row in Attendance.objects.filter(session=session, pk__in=[pk for pk in seen.values() if pk])
    }
    touched: dict[int, tuple[str, str]] = {}
    conflicts = []
    for person, (state, reason) in states.items():
        base = shown.get(seen.get(person) or 0)
        if base is not None and (base.state, base.reason) == (state, reason.strip()):
            continue
        row = in_force.get(person)
        agrees = row is not None and (row.state, row.reason) == (state, reason.strip())
        if not agrees and (row.pk if row else None) != (base.pk if base else None):
            assert row is not None
            conflicts.append(row)
        touched[person] = (state, reason)
    if conflicts:
        raise AttendanceConflict(conflicts)
    return touched


def _changed(
    session: TrainingSession,
    states: States,
    in_force: Mapping[int, Attendance],
    *,
    by: Person,
    correction: str,
    now: datetime,
) -> list[Attendance]:
    """The rows to add."""
    rows = []
    for person, (state, reason) in states.items():
        reason = reason.strip()[:200]
        before = in_force.get(person)
        if before is not None and (before.state, before.reason) == (state, reason):
            continue
        why = ""
        if before is not None:
            made_up = state == Attendance.State.MADE_UP and not before.credited
            why = correction or (_("Made up afterwards") if made_up else "")
            if not why:
                raise BadInput(
                    _("%(name)s is entered already. Say why the entry is corrected.") % {"name": before.person.name}
                )
        rows.append(
            Attendance(
                session=session,
                person_id=person,
                state=state,
                reason=reason,
                correction=why,
                supersedes=before,
                by=by,
                at=now,
            )
        )
    return rows


def _follow(
    row: Attendance, before: Attendance | None, person: Person, session: TrainingSession, *, by: Person, now: datetime
) -> None:
    """Credit what the entry earns, or take back what a corrected entry had earned."""
    was = before is not None and before.credited
    if row.credited and not was:
        hours.credit_session(person=person, session=session, now=now)
        ledger.award(person=person, rule="session_attended", key=_points_key(person, session), now=now)
        _state(person, "attended", row, session, now)
    elif was and not row.credited:
        entry = hours.standing(person=person, programme=session.programme, key=hours.session_key(session))
        if entry is not None:
            hours.reverse(entry=entry, by=by, reason=row.correction, now=now)
        points = _points(person, session).filter(reversal__isnull=True).first()
        if points is not None:
            ledger.reverse(entry=points, by=by, reason=row.correction, now=now)
        _state(person, "revoked", row, session, now)


def _points(person: Person, session: TrainingSession) -> QuerySet[LedgerEntry]:
    key = hours.session_key(session)
    entries = LedgerEntry.objects.filter(person=person, reverses__isnull=True)
    return entries.filter(key=key) | entries.filter(key__startswith=f"{key}:")


def _points_key(person: Person, session: TrainingSession) -> str:
    """The key of the standing entry, or the next one when all were reversed."""
    chain = list(_points(person, session).select_related("reversal").order_by("pk"))
    standing = next((entry for entry in chain if not hasattr(entry, "reversal")), None)
    key = hours.session_key(session)
    return standing.key if standing else f"{key}:{len(chain) + 1}" if chain else key


def _state(person: Person, verb: str, row: Attendance, session: TrainingSession, now: datetime) -> None:
    statements.record(
        person=person,
        verb=verb,
        object_type="session",
        object_id=str(session.pk),
        result={"state": row.state, "hours": str(session.hours)},
        context={"programme": session.programme.slug, "kind": session.kind},
        occurred_at=session.starts_at if verb == "attended" else now,
        now=now,
    )
