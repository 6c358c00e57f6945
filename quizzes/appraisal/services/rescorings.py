"""Results of a round estimated anew by another calibration: proposed, foretold, confirmed by a second person and
thereby announced, carried out by the queue from its day on. The results before stay.

The queue goes through the tests in the order of their keys and writes down how far it is, as `readiness.services.runs`
does for levels: it can be killed anywhere, and each test's part is safe to repeat.
"""

import logging
from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.audit.services import log
from lms.notify.models import Job
from lms.notify.services import jobs, notices
from lms.people.models import Person, Role
from lms.people.permissions import require
from lms.web.errors import BadInput, NotAllowed, Refusal
from quizzes.appraisal.models import Appraisal, Booklet, FormDesign, Rescoring, RescoringLine
from quizzes.appraisal.rule import parse
from quizzes.appraisal.selectors.pools import source_of
from quizzes.appraisal.selectors.rounds import Basis, basis_of
from quizzes.appraisal.services import appraisals
from quizzes.calibration.models import Calibration
from quizzes.calibration.selectors.links import common_shift

SECONDS = 15
"""A chunk ends after so long."""
BATCH = 200
LEAST_REASON, MOST_REASON = 5, 200
FORETELL = "quizzes.appraisal.services.rescorings.foretell"
CARRY_OUT = "quizzes.appraisal.services.rescorings.carry_out"
State = Rescoring.State
logger = logging.getLogger(__name__)


@transaction.atomic
def propose(
    *, design: FormDesign, calibration: Calibration, takes_effect_on: date, reason: str, by: Person, now: datetime
) -> Rescoring:
    """The act, to be foretold by the queue; the shift of the calibration's links is frozen here. Committee only.
    Refusal while another one of the round is open or when the round is scored like this already; BadInput for a day
    that is past, no reason, or a calibration that is not a Rasch one of the round's pool."""
    require(by, Role.COMMITTEE)
    if not LEAST_REASON <= len(reason.strip()) <= MOST_REASON:
        raise BadInput(_("Please give the reason in 5 to 200 characters; the deputies read it."))
    if takes_effect_on < timezone.localdate(now):
        raise BadInput(_("The day on which it takes effect is past."))
    if calibration.source != source_of(design.scope_key) or calibration.settings["model"] != "rasch":
        raise BadInput(_("Choose a Rasch calibration of the pool of this round."))
    shift, basis = common_shift(calibration), basis_of(design)
    if (basis.calibration, basis.shift) == (calibration, shift):
        raise Refusal(_("The round is scored by this calibration already."))
    try:
        with transaction.atomic():
            act = Rescoring.objects.create(
                design=design,
                calibration=calibration,
                shift=shift,
                prior_mean=calibration.mean + shift,
                prior_sd=calibration.sd,
                takes_effect_on=takes_effect_on,
                reason=reason.strip(),
                proposed_by=by,
                proposed_at=now,
            )
    except IntegrityError:
        raise Refusal(_("Another rescoring of this round is under way. Finish it or give it up first.")) from None
    _enqueue(act, by, now)
    _audit("appraisal.rescoring_proposed", act, by, now)
    return act


@transaction.atomic
def confirm(*, act: Rescoring, by: Person, now: datetime) -> Rescoring:
    """Announce it: whoever has a result of the round can read what happens on which day and why. Committee, and not who
    proposed it. Refusal before it is foretold, or when its day is past."""
    require(by, Role.COMMITTEE)
    held = Rescoring.objects.select_for_update(of=("self",)).get(pk=act.pk)
    if held.proposed_by_id == by.pk:
        raise NotAllowed(_("Another member of the committee than the one who proposed it confirms."))
    if held.state != State.FORETOLD:
        raise Refusal(_("This change does not wait for a second person."))
    if held.takes_effect_on < timezone.localdate(now):
        raise Refusal(_("The day on which it was to take effect is past; give it up and propose it anew."))
    held.state, held.confirmed_by, held.confirmed_at = State.ANNOUNCED, by, now
    held.save(update_fields=["state", "confirmed_by", "confirmed_at"])
    _audit("appraisal.rescoring_announced", held, by, now)
    return held


@transaction.atomic
def give_up(*, act: Rescoring, by: Person, now: datetime) -> None:
    """No result changes. Refusal once it is under way."""
    require(by, Role.COMMITTEE)
    open_states = (State.FORETELLING, State.FORETOLD, State.ANNOUNCED)
    rows = Rescoring.objects.filter(pk=act.pk, state__in=open_states)
    if not rows.update(state=State.WITHDRAWN, open=False, finished_at=now):
        raise Refusal(_("This change cannot be given up any more."))
    _audit("appraisal.rescoring_withdrawn", act, by, now)


def start_due(now: datetime | None = None) -> int:
    """How many announced ones began, their day having come. For the sweep."""
    now = now or timezone.now()
    due = Rescoring.objects.filter(state=State.ANNOUNCED, takes_effect_on__lte=timezone.localdate(now))
    return sum(_start(pk, now) for pk in due.values_list("pk", flat=True))


@transaction.atomic
def _start(pk: int, now: datetime) -> bool:
    act = Rescoring.objects.select_for_update(of=("self",)).get(pk=pk)
    if act.state != State.ANNOUNCED or act.confirmed_by is None:
        return False
    act.state, act.started_at, act.cursor = State.RUNNING, now, 0
    act.save(update_fields=["state", "started_at", "cursor"])
    _enqueue(act, act.confirmed_by, now)
    _audit("appraisal.rescoring_begun", act, act.confirmed_by, now)
    return True


@transaction.atomic
def carry_on(*, act: Rescoring, by: Person, now: datetime) -> Job:
    """From the first test on, for somebody who finds it standing still. Committee only."""
    require(by, Role.COMMITTEE)
    if act.state not in (State.FORETELLING, State.RUNNING):
        raise Refusal(_("There is nothing to go on with."))
    return _enqueue(act, by, now)


def _enqueue(act: Rescoring, by: Person, now: datetime) -> Job:
    prefix, func = f"rescoring:{act.pk}:", FORETELL if act.state == State.FORETELLING else CARRY_OUT
    earlier = Job.objects.filter(key__startswith=prefix)
    open_job = earlier.exclude(state__in=Job.FINAL).first()
    if open_job is not None and open_job.func == func:
        return open_job
    Rescoring.objects.filter(pk=act.pk).update(cursor=0)
    return jobs.enqueue(
        func=func,
        key=f"{prefix}{earlier.count() + 1}",
        kwargs={"rescoring_id": act.pk, "next": f"/cms/rescorings/{act.pk}/"},
        by_uuid=by.uuid,
        now=now,
    )


def foretell(job: Job, rescoring_id: int) -> None:
    """One chunk of the preview."""
    act = Rescoring.objects.select_related("design", "calibration").get(pk=rescoring_id)
    if act.state != State.FORETELLING:
        return
    if _through(job, act, lambda booklet: _foretell(act, booklet)):
        count = RescoringLine.objects.filter(rescoring=act).count()
        Rescoring.objects.filter(pk=act.pk, state=State.FORETELLING).update(state=State.FORETOLD, results=count)
        _tell(
            act, [act.proposed_by], _("The rescoring is foretold: %(n)d results. A second person confirms it."), count
        )


@transaction.atomic
def _foretell(act: Rescoring, booklet: Booklet) -> None:
    last, rule, basis = _result(booklet), parse(act.design.rule), Basis.of(act)
    result = appraisals.by_basis(appraisals.answers_of(booklet, basis), rule, basis)
    moved = appraisals.moved(last.areas, [{"area": one.area, "band": one.band} for one in result.areas])
    RescoringLine.objects.update_or_create(
        rescoring=act,
        booklet=booklet,
        defaults={"before": last.score, "foretold": rule.scale.points(result.theta), "moved": moved},
    )


def carry_out(job: Job, rescoring_id: int, now: datetime | None = None) -> None:
    """One chunk of the rescoring itself."""
    act = Rescoring.objects.select_related("design").get(pk=rescoring_id)
    if act.state != State.RUNNING:
        return
    moment = now or timezone.now()
    if _through(job, act, lambda booklet: apply(act=act, booklet=booklet, now=moment)):
        _finish(act, moment)


@transaction.atomic
def apply(*, act: Rescoring, booklet: Booklet, now: datetime) -> None:
    """A new version of one result, kept beside what was foretold; the person is told."""
    before = _result(booklet)
    after = appraisals.score(booklet=booklet, now=now)
    if after is None:
        raise Refusal(_("An answer of this test waits to be marked."))
    line, _new = RescoringLine.objects.get_or_create(
        rescoring=act, booklet=booklet, defaults={"before": before.score, "foretold": before.score, "moved": 0}
    )
    line.came = after.score
    line.save(update_fields=["came"])


def _finish(act: Rescoring, now: datetime) -> None:
    left = _scored(act).exclude(appraisals__rescoring=act).count()
    if left:
        raise Refusal(_("%(n)d results could not be estimated anew. Please look at the log and go on.") % {"n": left})
    done = Rescoring.objects.filter(pk=act.pk, state=State.RUNNING).update(
        state=State.FINISHED, open=False, finished_at=now
    )
    if done:
        count = RescoringLine.objects.filter(rescoring=act, came__isnull=False).count()
        _tell(act, [act.proposed_by, act.confirmed_by], _("The round is scored anew: %(n)d results."), count)


def _through(job: Job, act: Rescoring, one: Callable[[Booklet], None]) -> bool:
    """Whether every test was dealt with; else the job asks for its next chunk. One that fails is passed over and
    logged."""
    began, cursor = timezone.now(), act.cursor
    rows = list(_scored(act).filter(pk__gt=cursor).select_related("design", "person").order_by("pk")[:BATCH])
    for booklet in rows:
        if timezone.now() - began > timedelta(seconds=SECONDS):
            break
        try:
            one(booklet)
        except Exception:
            logger.exception("rescoring %s: test %s", act.pk, booklet.uuid)
        cursor = booklet.pk
        Rescoring.objects.filter(pk=act.pk, cursor__lt=cursor).update(cursor=cursor)
    jobs.beat(job, done=_scored(act).filter(pk__lte=cursor).count(), total=_scored(act).count())
    if rows:
        jobs.again(job)
    return not rows


def _scored(act: Rescoring) -> QuerySet[Booklet]:
    return Booklet.objects.filter(design=act.design_id, appraisals__version=1)


def _result(booklet: Booklet) -> Appraisal:
    return Appraisal.objects.filter(booklet=booklet).latest("version")


def _tell(act: Rescoring, people: list[Person | None], text: str, count: int) -> None:
    for person in people:
        if person is not None:
            notices.tell(
                to_uuid=person.uuid,
                kind="job",
                key=f"rescoring:{act.pk}:{act.state}:{person.pk}",
                text=text % {"n": count},
                url=f"/cms/rescorings/{act.pk}/",
            )


def _audit(verb: str, act: Rescoring, by: Person, now: datetime) -> None:
    log.record(
        actor_uuid=by.uuid,
        verb=verb,
        object_type="rescoring",
        object_id=str(act.pk),
        purpose=f"{act.design} {act.takes_effect_on} {act.calibration} {act.shift:+.3f}: {act.reason}"[:500],
        now=now,
    )
