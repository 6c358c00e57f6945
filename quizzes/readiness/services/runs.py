"""A rule, thresholds or calibrations take effect only by this act: proposed, foretold, confirmed by a second person and
thereby announced, carried out by the queue from its day on.

Why a cursor: the queue goes through the people in the order of their keys and writes down, in the transaction of each
person, how far it is. So it can be killed at any point and goes on where it was. Each person's part is safe to repeat.
"""

import logging
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from lms.audit.services import log
from lms.notify.models import Job
from lms.notify.services import jobs, notices
from lms.people.models import Person, Role
from lms.people.permissions import require
from lms.web.errors import BadInput, NotAllowed, Refusal
from quizzes.calibration.models import Calibration
from quizzes.readiness import changes
from quizzes.readiness.changes import Turn
from quizzes.readiness.models import AnnouncedRun, Basis, CutScore, LevelDecision, ReadinessRule, RunLine, Standard
from quizzes.readiness.services import keeping, levels, rules

SECONDS = 15
"""A chunk ends after so long."""
BATCH = 200
TOGETHER = 50
"""So many people are foretold at once."""
FORETELL, CARRY_OUT = "quizzes.readiness.services.runs.foretell", "quizzes.readiness.services.runs.carry_out"
State = AnnouncedRun.State
logger = logging.getLogger(__name__)


@transaction.atomic
def propose(
    *,
    rule: ReadinessRule,
    cut_version: int,
    calibrations: Sequence[Calibration],
    takes_effect_on: date,
    reason: str,
    by: Person,
    now: datetime,
) -> AnnouncedRun:
    """The act, to be foretold by the queue. Committee only. Refusal while another one is open or when nothing would be
    different; BadInput for a day that is past or too early for the rule, no reason, thresholds that are not there, or
    calibrations that measuring cannot use."""
    require(by, Role.COMMITTEE)
    today = timezone.localdate(now)
    standard = rules.standard_on(today)
    _check(rule, cut_version, calibrations, takes_effect_on, reason.strip(), today)
    pks = tuple(sorted(one.pk for one in calibrations))
    if standard.basis == Basis(rule, cut_version, pks):
        raise Refusal(_("This is what is in force already; choose another rule, other thresholds or calibrations."))
    try:
        with transaction.atomic():
            run = AnnouncedRun.objects.create(
                rule=rule,
                cut_version=cut_version,
                before=standard,
                takes_effect_on=takes_effect_on,
                reason=reason.strip(),
                proposed_by=by,
                proposed_at=now,
            )
    except IntegrityError:
        raise Refusal(_("Another change is under way. Finish it or give it up first.")) from None
    run.calibrations.set(calibrations)
    enqueue(run=run, by=by, now=now)
    _audit("standard.proposed", run, by, now)
    return run


def _check(
    rule: ReadinessRule, cut_version: int, calibrations: Sequence[Calibration], day: date, reason: str, today: date
) -> None:
    if not 5 <= len(reason) <= 200:
        raise BadInput(_("Please give the reason in 5 to 200 characters; the deputies read it."))
    if day < today:
        raise BadInput(_("The day on which it takes effect is past."))
    if day < rule.in_force_from:
        raise BadInput(_("This rule takes effect on %(day)s at the earliest.") % {"day": rule.in_force_from})
    if not CutScore.objects.filter(version=cut_version).exists():
        raise BadInput(_("There are no thresholds of this version."))
    if any(one.bank_id is None or one.settings["model"] != "rasch" for one in calibrations):
        raise BadInput(_("Measuring follows the Rasch model; choose Rasch calibrations of a bank."))
    if len({one.bank_id for one in calibrations}) < len(calibrations):
        raise BadInput(_("Choose one calibration of each bank at most."))


@transaction.atomic
def confirm(*, run: AnnouncedRun, by: Person, now: datetime) -> AnnouncedRun:
    """Announce it: from now on everybody can read what changes on which day and why. Committee, and not who proposed
    it. Refusal before it is foretold, or when its day is past."""
    require(by, Role.COMMITTEE)
    held = AnnouncedRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if held.proposed_by_id == by.pk:
        raise NotAllowed(_("Another member of the committee than the one who proposed it confirms."))
    if held.state != State.FORETOLD:
        raise Refusal(_("This change does not wait for a second person."))
    if held.takes_effect_on < timezone.localdate(now):
        raise Refusal(_("The day on which it was to take effect is past; give it up and propose it anew."))
    held.state, held.confirmed_by, held.confirmed_at = State.ANNOUNCED, by, now
    held.save(update_fields=["state", "confirmed_by", "confirmed_at"])
    _audit("standard.announced", held, by, now)
    return held


@transaction.atomic
def give_up(*, run: AnnouncedRun, by: Person, now: datetime) -> None:
    """Nothing takes effect. Refusal once it is under way."""
    require(by, Role.COMMITTEE)
    open_states = (State.FORETELLING, State.FORETOLD, State.ANNOUNCED)
    if not AnnouncedRun.objects.filter(pk=run.pk, state__in=open_states).update(
        state=State.WITHDRAWN, open=False, finished_at=now
    ):
        raise Refusal(_("This change cannot be given up any more."))
    _audit("standard.withdrawn", run, by, now)


def start_due(now: datetime | None = None) -> int:
    """How many announced changes took effect, their day having come. For the sweep."""
    now = now or timezone.now()
    due = AnnouncedRun.objects.filter(state=State.ANNOUNCED, takes_effect_on__lte=timezone.localdate(now))
    return sum(start(run_id=pk, now=now) for pk in due.values_list("pk", flat=True))


@transaction.atomic
def start(*, run_id: int, now: datetime) -> bool:
    """Put the new standard in force and ask the queue to decide everybody's levels anew; False when that was done."""
    run = AnnouncedRun.objects.select_for_update(of=("self",)).select_related("rule").get(pk=run_id)
    if run.state != State.ANNOUNCED or run.confirmed_by is None:
        return False
    last = Standard.objects.aggregate(last=Max("number"))["last"]
    run.standard = Standard.objects.create(
        number=last + 1,
        rule=run.rule,
        cut_version=run.cut_version,
        in_force_from=timezone.localdate(now),
        at=now,
    )
    run.standard.calibrations.set(run.calibrations.all())
    run.state, run.started_at, run.cursor = State.RUNNING, now, 0
    run.save(update_fields=["standard", "state", "started_at", "cursor"])
    enqueue(run=run, by=run.confirmed_by, now=now)
    _audit("standard.in_force", run, run.confirmed_by, now)
    return True


@transaction.atomic
def enqueue(*, run: AnnouncedRun, by: Person, now: datetime) -> Job:
    """The job that foretells or carries out; a new one, from the first person on, where the last one has ended."""
    prefix = f"standard:{run.pk}:"
    earlier = Job.objects.filter(key__startswith=prefix)
    open_job = earlier.exclude(state__in=Job.FINAL).first()
    if open_job is not None and open_job.func == _func(run):
        return open_job
    AnnouncedRun.objects.filter(pk=run.pk).update(cursor=0)
    return jobs.enqueue(
        func=_func(run),
        key=f"{prefix}{earlier.count() + 1}",
        kwargs={"run_id": run.pk, "next": f"/cms/standards/{run.pk}/"},
        by_uuid=by.uuid,
        now=now,
    )


def _func(run: AnnouncedRun) -> str:
    return FORETELL if run.state == State.FORETELLING else CARRY_OUT


def carry_on(*, run: AnnouncedRun, by: Person, now: datetime) -> Job:
    """The same for somebody who finds it standing still. Committee only."""
    require(by, Role.COMMITTEE)
    if run.state not in (State.FORETELLING, State.RUNNING):
        raise Refusal(_("There is nothing to go on with."))
    return enqueue(run=run, by=by, now=now)


def foretell(job: Job, run_id: int, now: datetime | None = None) -> None:
    """One chunk of the preview."""
    run = AnnouncedRun.objects.select_related("rule").get(pk=run_id)
    if run.state != State.FORETELLING:
        return
    basis, moment = run.basis, now or timezone.now()

    ahead: dict[int, list[Turn]] = {}

    def one(person_id: int) -> None:
        if person_id not in ahead:
            ahead.update(_foretold(person_id, basis, moment))
        _foretell_person(run, person_id, ahead.pop(person_id, []))

    if _through(job, run, one):
        found = RunLine.objects.filter(run=run).order_by().values("person").distinct().count()
        AnnouncedRun.objects.filter(pk=run.pk, state=State.FORETELLING).update(state=State.FORETOLD, people=_people())
        _tell_staff(run, [run.proposed_by_id], _("The change of standard is foretold: %(n)d people change."), found)


def _foretold(person_id: int, basis: Basis, now: datetime) -> dict[int, list[Turn]]:
    """What is foretold to this person and those after, so many at once; to this one alone where that fails, so that
    only whoever is at fault is passed over."""
    rows = LevelDecision.objects.in_force().filter(person_id__gte=person_id).order_by("person_id")
    together = list(Person.objects.filter(pk__in=list(rows.values_list("person_id", flat=True).distinct()[:TOGETHER])))
    try:
        return changes.foretell(together, basis, now=now)
    except Exception:
        logger.exception("change of standard: %s people from person %s", len(together), person_id)
    return changes.foretell([one for one in together if one.pk == person_id], basis, now=now)


@transaction.atomic
def _foretell_person(run: AnnouncedRun, person_id: int, turns: Sequence[Turn]) -> None:
    RunLine.objects.filter(run=run, person=person_id).delete()
    RunLine.objects.bulk_create(_line(run, person_id, turn) for turn in turns if turn.changes)
    _reached(run, person_id)


def carry_out(job: Job, run_id: int, now: datetime | None = None) -> None:
    """One chunk of the run itself."""
    run = AnnouncedRun.objects.select_related("rule", "standard__rule").get(pk=run_id)
    if run.state != State.RUNNING:
        return
    moment = now or timezone.now()
    if _through(job, run, lambda person_id: apply(run=run, person_id=person_id, now=moment)):
        finish(run=run, now=moment)


def _through(job: Job, run: AnnouncedRun, one: Callable[[int], None]) -> bool:
    """Whether everybody was dealt with; else the job asks for its next chunk. Whoever fails is passed over and logged,
    so that one person does not hold up all; `carry_on` begins anew."""
    began = timezone.now()
    rows = LevelDecision.objects.in_force().filter(person_id__gt=run.cursor).order_by("person_id")
    people = list(rows.values_list("person_id", flat=True).distinct()[:BATCH])
    for person_id in people:
        if timezone.now() - began > timedelta(seconds=SECONDS):
            break
        try:
            one(person_id)
        except Exception:
            logger.exception("change of standard %s: person %s", run.pk, person_id)
            _reached(run, person_id)
    done = LevelDecision.objects.in_force().filter(person_id__lte=_cursor(run)).values("person").distinct().count()
    jobs.beat(job, done=done, total=_people())
    if people:
        jobs.again(job)
    return not people


def _reached(run: AnnouncedRun, person_id: int) -> None:
    AnnouncedRun.objects.filter(pk=run.pk, cursor__lt=person_id).update(cursor=person_id)


def _cursor(run: AnnouncedRun) -> int:
    return AnnouncedRun.objects.values_list("cursor", flat=True).get(pk=run.pk)


def _people() -> int:
    return LevelDecision.objects.in_force().order_by().values("person").distinct().count()


@transaction.atomic
def apply(*, run: AnnouncedRun, person_id: int, now: datetime) -> None:
    """Decide one person's levels and grades under the new standard, write down what came of it, and tell the person
    what changed and why. The earlier decisions stay."""
    standard = run.standard
    assert standard is not None
    person = keeping.locked(person_id)
    levels.refresh_locked(person=person, competence_ids=None, standard=standard, now=now, quietly=True)
    turns = changes.came(person, run, standard)
    _write_down(run, person, turns)
    changed = [turn for turn in turns if turn.changes]
    if changed:
        notices.tell(
            to_uuid=person.uuid,
            kind="level",
            key=f"standard:{run.pk}:{person.pk}",
            text=_("Since %(day)s levels follow a new standard. Reason: %(reason)s What changed for you: %(changes)s.")
            % {
                "day": date_format(standard.in_force_from, "Y年n月j日"),
                "reason": _ended(run.reason),
                "changes": changes.sentence(changed, person),
            },
            url="/readiness/",
            now=now,
        )
    _reached(run, person_id)


def _ended(reason: str) -> str:
    return reason if reason[-1] in "。.！!？?" else f"{reason}。"


def _write_down(run: AnnouncedRun, person: Person, turns: Sequence[Turn]) -> None:
    """What came of each foretold line, and a line for what was not foretold."""
    lines = {
        (line.competence_id, line.mandate_id, line.scope_key): line
        for line in RunLine.objects.filter(run=run, person=person)
    }
    for turn in turns:
        line = lines.get(turn.subject)
        if line is None and turn.changes:
            line = _line(run, person.pk, turn)
            line.foretold = turn.before
        if line is not None:
            line.came = turn.after
            line.save()


def _line(run: AnnouncedRun, person_id: int, turn: Turn) -> RunLine:
    competence, mandate, scope = turn.subject
    return RunLine(
        run=run,
        person_id=person_id,
        competence_id=competence,
        mandate_id=mandate,
        scope_key=scope,
        before=turn.before,
        foretold=turn.after,
    )


@transaction.atomic
def finish(*, run: AnnouncedRun, now: datetime) -> None:
    """Everybody is dealt with; who proposed and who confirmed are told. Refusal, so that somebody looks and carries on,
    while a level in force follows another standard: somebody was passed over."""
    assert run.standard is not None
    left = LevelDecision.objects.in_force().exclude(standard=run.standard).values("person").distinct().count()
    if left:
        raise Refusal(_("%(n)d people could not be decided anew. Please look at the log and go on.") % {"n": left})
    done = AnnouncedRun.objects.filter(pk=run.pk, state=State.RUNNING).update(
        state=State.FINISHED, open=False, finished_at=now
    )
    if done:
        changed = RunLine.objects.filter(run=run).order_by().values("person").distinct().count()
        _tell_staff(
            run,
            [run.proposed_by_id, run.confirmed_by_id],
            _("The new standard is in force: %(n)d people change."),
            changed,
        )


def _tell_staff(run: AnnouncedRun, people: Sequence[int | None], text: str, count: int) -> None:
    for person in Person.objects.filter(pk__in=[pk for pk in people if pk]):
        notices.tell(
            to_uuid=person.uuid,
            kind="job",
            key=f"standard:{run.pk}:{run.state}:{person.pk}",
            text=text % {"n": count},
            url=f"/cms/standards/{run.pk}/",
        )


@transaction.atomic
def open_names(*, run: AnnouncedRun, count: int, purpose: str, by: Person, now: datetime) -> None:
    """The committee looks at who stands behind the lines; the look and its purpose are kept in the audit. BadInput
    without a purpose."""
    require(by, Role.COMMITTEE)
    if not purpose.strip():
        raise BadInput(_("A purpose is needed; it is kept in the audit log."))
    log.record(
        actor_uuid=by.uuid,
        verb="standard.names_opened",
        object_type="announced_run",
        object_id=str(run.pk),
        purpose=f"{purpose.strip()[:400]} ({count})",
        now=now,
    )


def _audit(verb: str, run: AnnouncedRun, by: Person, now: datetime) -> None:
    chosen = ", ".join(str(one) for one in run.calibrations.order_by("pk"))
    log.record(
        actor_uuid=by.uuid,
        verb=verb,
        object_type="announced_run",
        object_id=str(run.pk),
        purpose=f"{run.takes_effect_on} {run.rule} c{run.cut_version} {chosen}: {run.reason}"[:500],
        now=now,
    )
