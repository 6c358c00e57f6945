"""The life of an announced act, the same for every kind: proposed, foretold, confirmed by a second person and thereby
announced, carried out by the queue from its day on.

Why a cursor: the queue goes through the subjects in the order of their keys and writes down how far it is. So it can be
killed at any point and goes on where it was; what is done with a few subjects is a transaction and safe to repeat.
"""

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.notify.models import Job
from lms.notify.services import jobs, notices
from lms.people.models import Person, Role
from lms.people.permissions import require
from lms.web.errors import BadInput, NotAllowed, Refusal
from quizzes.readiness.models import AnnouncedAct

SECONDS = 15
"""A chunk ends after so long."""
BATCH = 200
LEAST_REASON, MOST_REASON = 5, 200
Act = TypeVar("Act", bound=AnnouncedAct)
Subject = TypeVar("Subject", bound=Model)
State = AnnouncedAct.State
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Kind:
    """`name` begins the keys of jobs and notices, `page` is where the screens of all acts begin; `foretell` and
    `carry_out` are the dotted names of the tasks, which take the primary key as `argument`."""

    name: str
    page: str
    argument: str
    foretell: str
    carry_out: str

    def jobs_of(self, act: AnnouncedAct) -> QuerySet[Job]:
        return Job.objects.filter(key__startswith=f"{self.name}:{act.pk}:")

    def page_of(self, act: AnnouncedAct) -> str:
        return f"{self.page}{act.pk}/"


def check_announcement(*, takes_effect_on: date, reason: str, now: datetime) -> None:
    """BadInput without a reason, or for a day that is past."""
    if not LEAST_REASON <= len(reason.strip()) <= MOST_REASON:
        raise BadInput(_("Please give the reason in 5 to 200 characters; the deputies read it."))
    if takes_effect_on < timezone.localdate(now):
        raise BadInput(_("The day on which it takes effect is past."))


@transaction.atomic
def confirm(*, act: Act, by: Person, now: datetime) -> Act:
    """Announced. Committee, and not who proposed it. Refusal before it is foretold, or when its day is past."""
    require(by, Role.COMMITTEE)
    held = _locked(type(act), act.pk)
    if held.proposed_by_id == by.pk:
        raise NotAllowed(_("Another member of the committee than the one who proposed it confirms."))
    if held.state != State.FORETOLD:
        raise Refusal(_("This change does not wait for a second person."))
    if held.takes_effect_on < timezone.localdate(now):
        raise Refusal(_("The day on which it was to take effect is past; give it up and propose it anew."))
    held.state, held.confirmed_by, held.confirmed_at = State.ANNOUNCED, by, now
    held.save(update_fields=["state", "confirmed_by", "confirmed_at"])
    return held


@transaction.atomic
def give_up(*, act: AnnouncedAct, by: Person, now: datetime) -> None:
    """Nothing takes effect. Committee only. Refusal once it is under way."""
    require(by, Role.COMMITTEE)
    open_states = (State.FORETELLING, State.FORETOLD, State.ANNOUNCED)
    rows = _rows(type(act)).filter(pk=act.pk, state__in=open_states)
    if not rows.update(state=State.WITHDRAWN, open=False, finished_at=now):
        raise Refusal(_("This change cannot be given up any more."))


def due(model: type[AnnouncedAct], now: datetime) -> list[int]:
    """The primary keys of those that are announced and whose day has come."""
    rows = _rows(model).filter(state=State.ANNOUNCED, takes_effect_on__lte=timezone.localdate(now))
    return list(rows.values_list("pk", flat=True))


def begin(model: type[Act], pk: int, now: datetime) -> Act | None:
    """The act, locked and under way though not saved yet; None when it does not wait to begin. In a transaction."""
    act = _locked(model, pk)
    if act.state != State.ANNOUNCED or act.confirmed_by is None:
        return None
    act.state, act.started_at, act.cursor = State.RUNNING, now, 0
    return act


@transaction.atomic
def enqueue(kind: Kind, *, act: AnnouncedAct, by: Person, now: datetime) -> Job:
    """The job that foretells or carries out; a new one, from the first subject on, where the last one has ended."""
    func = kind.foretell if act.state == State.FORETELLING else kind.carry_out
    earlier = kind.jobs_of(act)
    open_job = earlier.exclude(state__in=Job.FINAL).first()
    if open_job is not None and open_job.func == func:
        return open_job
    _rows(type(act)).filter(pk=act.pk).update(cursor=0)
    return jobs.enqueue(
        func=func,
        key=f"{kind.name}:{act.pk}:{earlier.count() + 1}",
        kwargs={kind.argument: act.pk, "next": kind.page_of(act)},
        by_uuid=by.uuid,
        now=now,
    )


def carry_on(kind: Kind, *, act: AnnouncedAct, by: Person, now: datetime) -> Job:
    """The same for somebody who finds it standing still. Committee only."""
    require(by, Role.COMMITTEE)
    if not act.works:
        raise Refusal(_("There is nothing to go on with."))
    return enqueue(kind, act=act, by=by, now=now)


def through(
    job: Job,
    act: AnnouncedAct,
    subjects: QuerySet[Subject],
    some: Callable[[Sequence[Subject]], None],
    *,
    together: int = 1,
) -> bool:
    """Whether every subject was dealt with; else the job asks for its next chunk. `some` deals with so many `together`
    in one transaction. Where that fails each is dealt with alone; one that fails alone is passed over and logged, so
    that it does not hold up all; `carry_on` begins anew."""
    began, row = timezone.now(), _rows(type(act)).filter(pk=act.pk)
    batch = list(subjects.filter(pk__gt=act.cursor).order_by("pk")[:BATCH])
    for start in range(0, len(batch), together):
        if timezone.now() - began > timedelta(seconds=SECONDS):
            break
        group = batch[start : start + together]
        _deal_with(act, group, some)
        row.filter(cursor__lt=group[-1].pk).update(cursor=group[-1].pk)
    dealt_with = subjects.filter(pk__lte=row.values("cursor"))
    jobs.beat(job, done=dealt_with.count(), total=subjects.count())
    if batch:
        jobs.again(job)
    return not batch


def _deal_with(act: AnnouncedAct, group: Sequence[Subject], some: Callable[[Sequence[Subject]], None]) -> None:
    try:
        some(group)
    except Exception:
        name, pks = group[0]._meta.verbose_name, [subject.pk for subject in group]
        logger.exception("%s %s: %s %s", act._meta.verbose_name, act.pk, name, pks)
        if len(group) > 1:
            for subject in group:
                _deal_with(act, [subject], some)


def move(act: AnnouncedAct, before: str, **changes: Any) -> bool:
    """Change the act where it is in the state `before`; False where it is not any more."""
    return bool(_rows(type(act)).filter(pk=act.pk, state=before).update(**changes))


def tell(kind: Kind, act: AnnouncedAct, people: Iterable[Person | None], text: str, count: int) -> None:
    """A notice to the staff concerned, each once; `text` may hold %(n)d."""
    for person in {person for person in people if person is not None}:
        notices.tell(
            to_uuid=person.uuid,
            kind="job",
            key=f"{kind.name}:{act.pk}:{act.state}:{person.pk}",
            text=text % {"n": count},
            url=kind.page_of(act),
        )


def _rows(model: type[Act]) -> QuerySet[Act]:
    return model._default_manager.all()


def _locked(model: type[Act], pk: int) -> Act:
    return _rows(model).select_for_update(of=("self",)).get(pk=pk)
