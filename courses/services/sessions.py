"""The life of a training session: planned, changed, cancelled. The participants are told of each step by the queue."""

from dataclasses import dataclass, fields
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from courses.models import Cohort, Programme, TrainingSession
from courses.permissions import may_plan_for
from courses.selectors.sessions import expected
from lms.audit.services import log
from lms.notify.models import Job
from lms.notify.services import jobs, notices
from lms.people.models import OrganisingUnit, Person
from lms.web.errors import BadInput, NotAllowed, Refusal

CHUNK = 100


@dataclass(frozen=True)
class Plan:
    """What a session is to be. `unit` None: for the whole district."""

    programme: Programme
    kind: str
    title: str
    starts_at: datetime
    ends_at: datetime
    hours: Decimal
    unit: OrganisingUnit | None = None
    cohort: Cohort | None = None
    place: str = ""
    teacher: str = ""
    entry_link: str = ""
    replay_link: str = ""


@transaction.atomic
def create(*, plan: Plan, by: Person, now: datetime | None = None) -> TrainingSession:
    """The new session; its participants will be told."""
    now = now or timezone.now()
    _check(plan, by)
    session = TrainingSession(created_at=now, by=by)
    _apply(plan, session)
    session.save()
    _after(session=session, verb="session.planned", by=by, now=now)
    return session


@transaction.atomic
def change(
    *, session: TrainingSession, plan: Plan, revision: int, by: Person, now: datetime | None = None
) -> TrainingSession:
    """The changed session. Refusal when somebody changed it after the editor had read `revision`, when it is cancelled,
    or when hours, kind or programme would change although hours have been credited by it."""
    now = now or timezone.now()
    session = TrainingSession.objects.select_for_update().get(pk=session.pk)
    refuse_foreign(session, by)
    _check(plan, by)
    _check_fresh(session, revision)
    before = [getattr(session, field.name) for field in fields(Plan)]
    credited = (session.hours, session.kind, session.programme_id)
    _apply(plan, session)
    if before == [getattr(session, field.name) for field in fields(Plan)]:
        return session
    if credited != (session.hours, session.kind, session.programme_id) and session.attendance.exists():
        raise Refusal(
            _("Attendance has been entered. Programme, kind and class hours can no longer change; plan a new session.")
        )
    only_replay = before[:-1] == [getattr(session, field.name) for field in fields(Plan)][:-1]
    session.revision += 1
    session.save()
    _after(session=session, verb="session.changed", by=by, now=now, tell=not only_replay)
    return session


@transaction.atomic
def cancel(
    *, session: TrainingSession, reason: str, revision: int | None = None, by: Person, now: datetime | None = None
) -> TrainingSession:
    """The session is off, and stays to be seen as that. Refusal once somebody is entered as present."""
    now = now or timezone.now()
    session = TrainingSession.objects.select_for_update().get(pk=session.pk)
    refuse_foreign(session, by)
    if session.cancelled:
        return session
    if revision is not None:
        _check_fresh(session, revision)
    if not reason.strip():
        raise BadInput(_("Say why the session is cancelled; the participants will read it."))
    if session.attendance.in_force().exclude(state="leave").exists():
        raise Refusal(_("Attendance has been entered, so the session took place and cannot be cancelled."))
    session.cancelled, session.cancel_reason = True, reason.strip()[:200]
    session.revision += 1
    session.save()
    _after(session=session, verb="session.cancelled", by=by, now=now)
    return session


def refuse_foreign(session: TrainingSession, by: Person) -> None:
    """NotAllowed when another unit planned the session."""
    if not may_plan_for(by, session.unit):
        raise NotAllowed(_("This session was planned by another unit. Please ask that unit or the district."))


def _check_fresh(session: TrainingSession, revision: int) -> None:
    if session.cancelled:
        raise Refusal(_("This session has been cancelled; please plan a new one."))
    if session.revision != revision:
        raise Refusal(_("Somebody else changed this session in the meantime. Open it again to see how it stands."))


def _check(plan: Plan, by: Person) -> None:
    if not may_plan_for(by, plan.unit):
        raise NotAllowed(_("You can plan sessions for your own unit only."))
    if plan.ends_at <= plan.starts_at:
        raise BadInput(_("The end must be later than the beginning."))
    if plan.hours <= 0:
        raise BadInput(_("Give the class hours as a number above 0."))
    live = plan.kind == TrainingSession.Kind.LIVE
    if not live and not plan.place.strip():
        raise BadInput(_("Say where the session takes place."))
    if not live and (plan.entry_link or plan.replay_link):
        raise BadInput(_("Links belong to live broadcasts only."))
    if plan.cohort is not None and plan.cohort.programme_id != plan.programme.pk:
        raise BadInput(_("This class group belongs to another programme."))


def _apply(plan: Plan, session: TrainingSession) -> None:
    for field in fields(Plan):
        setattr(session, field.name, getattr(plan, field.name))


def _after(*, session: TrainingSession, verb: str, by: Person, now: datetime, tell: bool = True) -> None:
    """Ask the queue to tell the participants of what is still to come, and log the step."""
    if tell and session.ends_at > now:
        jobs.enqueue(
            func="courses.services.sessions.tell_participants",
            key=f"session:{session.pk}:{session.revision}",
            kwargs={"session": session.pk, "revision": session.revision, "after": 0},
            by_uuid=by.uuid,
            now=now,
        )
    log.record(actor_uuid=by.uuid, verb=verb, object_type="session", object_id=str(session.pk), now=now)


def tell_participants(job: Job, *, session: int, revision: int, after: int) -> None:
    """One notice for each participant, in chunks; nothing of a plan that was changed meanwhile, nor of a session that
    is over when the queue gets to it."""
    found = TrainingSession.objects.select_related("programme", "unit").get(pk=session)
    if found.revision != revision or found.ends_at < timezone.now():
        return
    everybody = expected(found)
    people = list(everybody.filter(pk__gt=after).order_by("pk")[:CHUNK])
    for person in people:
        notices.tell(
            to_uuid=person.uuid,
            kind="session",
            key=f"session:{found.pk}:{revision}:{person.uuid}",
            text=notice_text(found),
            url=reverse("courses:session", args=[found.pk]),
        )
    done = job.done + len(people)
    jobs.beat(job, done=done, total=max(done, everybody.count()))
    if len(people) == CHUNK:
        jobs.again(job, kwargs={"after": people[-1].pk})


def notice_text(session: TrainingSession) -> str:
    """What a participant is told of the session as it stands now."""
    facts = {
        "title": session.title,
        "kind": session.get_kind_display(),
        "when": written_time(session),
        "place": session.place or pgettext("place", "online"),
        "reason": session.cancel_reason,
    }
    if session.cancelled:
        return _("Cancelled: “%(title)s”, planned for %(when)s. Reason: %(reason)s") % facts
    if session.revision > 1:
        return _("Changed: %(kind)s “%(title)s” is now on %(when)s, place: %(place)s.") % facts
    return _("Training: %(kind)s “%(title)s” on %(when)s, place: %(place)s.") % facts


def written_time(session: TrainingSession) -> str:
    """12月8日（星期二）9:00"""
    start = timezone.localtime(session.starts_at)
    return _("%(month)s/%(day)s (%(weekday)s) %(time)s") % {
        "month": start.month,
        "day": start.day,
        "weekday": WEEKDAYS[start.weekday()],
        "time": f"{start.hour}:{start.minute:02}",
    }
