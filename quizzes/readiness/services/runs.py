"""A rule, thresholds or calibrations take effect only by this act, which goes through people: see `services.acts`."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Exists, Max, OuterRef, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from lms.audit.services import log
from lms.notify.models import Job
from lms.notify.services import notices
from lms.people.models import Person, Role
from lms.people.permissions import require
from lms.web.errors import BadInput, Refusal
from quizzes.calibration.models import Calibration
from quizzes.framework.models import Competence
from quizzes.readiness import changes
from quizzes.readiness.changes import Turn
from quizzes.readiness.models import AnnouncedRun, Basis, CutScore, LevelDecision, ReadinessRule, RunLine, Standard
from quizzes.readiness.services import acts, keeping, levels, rules

FORETOLD_TOGETHER = 50
"""So many people are foretold at once."""
DECIDED_TOGETHER = 10
"""So many are decided anew in one transaction: who hands in meanwhile waits for a fraction of a second."""
KIND = acts.Kind(
    name="standard",
    page="/cms/standards/",
    argument="run_id",
    foretell="quizzes.readiness.services.runs.foretell",
    carry_out="quizzes.readiness.services.runs.carry_out",
)
State = AnnouncedRun.State


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
    acts.check_announcement(takes_effect_on=takes_effect_on, reason=reason, now=now)
    _check(rule, cut_version, calibrations, takes_effect_on)
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
    acts.enqueue(KIND, act=run, by=by, now=now)
    _audit("standard.proposed", run, by, now)
    return run


def _check(rule: ReadinessRule, cut_version: int, calibrations: Sequence[Calibration], day: date) -> None:
    if day < rule.in_force_from:
        raise BadInput(_("This rule takes effect on %(day)s at the earliest.") % {"day": rule.in_force_from})
    if not CutScore.objects.filter(version=cut_version).exists():
        raise BadInput(_("There are no thresholds of this version."))
    if any(one.bank_id is None or one.settings["model"] != "rasch" for one in calibrations):
        raise BadInput(_("Measuring follows the Rasch model; choose Rasch calibrations of a bank."))
    if len({one.bank_id for one in calibrations}) < len(calibrations):
        raise BadInput(_("Choose one calibration of each bank at most."))


@transaction.atomic
def confirm(*, act: AnnouncedRun, by: Person, now: datetime) -> AnnouncedRun:
    """Announce it (`acts.confirm`): from now on everybody can read what changes on which day and why."""
    held = acts.confirm(act=act, by=by, now=now)
    _audit("standard.announced", held, by, now)
    return held


@transaction.atomic
def give_up(*, act: AnnouncedRun, by: Person, now: datetime) -> None:
    """Nothing takes effect. Refusal once it is under way."""
    acts.give_up(act=act, by=by, now=now)
    _audit("standard.withdrawn", act, by, now)


def start_due(now: datetime | None = None) -> int:
    """How many announced changes took effect, their day having come. For the sweep."""
    now = now or timezone.now()
    return sum(start(run_id=pk, now=now) for pk in acts.due(AnnouncedRun, now))


@transaction.atomic
def start(*, run_id: int, now: datetime) -> bool:
    """Put the new standard in force and ask the queue to decide everybody's levels anew; False when that was done."""
    run = acts.begin(AnnouncedRun, run_id, now)
    if run is None or run.confirmed_by is None:
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
    run.save(update_fields=["standard", "state", "started_at", "cursor"])
    acts.enqueue(KIND, act=run, by=run.confirmed_by, now=now)
    _audit("standard.in_force", run, run.confirmed_by, now)
    return True


def carry_on(*, act: AnnouncedRun, by: Person, now: datetime) -> Job:
    """From the first person on, for somebody who finds it standing still. Committee only."""
    return acts.carry_on(KIND, act=act, by=by, now=now)


def foretell(job: Job, run_id: int, now: datetime | None = None) -> None:
    """One chunk of the preview."""
    run = AnnouncedRun.objects.select_related("rule").get(pk=run_id)
    if run.state != State.FORETELLING:
        return
    basis, moment = run.basis, now or timezone.now()
    if acts.through(
        job, run, _people(), lambda people: _foretell(run, people, basis, moment), together=FORETOLD_TOGETHER
    ):
        found = RunLine.objects.filter(run=run).order_by().values("person").distinct().count()
        acts.move(run, State.FORETELLING, state=State.FORETOLD, people=_people().count())
        text = _("The change of standard is foretold: %(n)d people change.")
        acts.tell(KIND, run, [run.proposed_by], text, found)


def _foretell(run: AnnouncedRun, people: Sequence[Person], basis: Basis, now: datetime) -> None:
    ahead = changes.foretell(people, basis, now=now)
    lines = [_line(run, person, turn) for person, turns in ahead.items() for turn in turns if turn.changes]
    with transaction.atomic():
        RunLine.objects.filter(run=run, person__in=people).delete()
        RunLine.objects.bulk_create(lines)


def carry_out(job: Job, run_id: int, now: datetime | None = None) -> None:
    """One chunk of the run itself."""
    run = AnnouncedRun.objects.select_related("rule", "standard__rule").get(pk=run_id)
    if run.state != State.RUNNING:
        return
    moment = now or timezone.now()
    if acts.through(
        job,
        run,
        _people(),
        lambda people: apply(run=run, person_ids=[person.pk for person in people], now=moment),
        together=DECIDED_TOGETHER,
    ):
        finish(run=run, now=moment)


def _people() -> QuerySet[Person]:
    """Whoever has a level."""
    return Person.objects.filter(Exists(LevelDecision.objects.in_force().filter(person=OuterRef("pk"))))


@transaction.atomic
def apply(*, run: AnnouncedRun, person_ids: Collection[int], now: datetime) -> None:
    """Decide these people's levels and grades under the new standard, write down what came of it, and tell each what
    changed and why. The earlier decisions stay. The number of queries does not depend on how many people there are."""
    standard = run.standard
    assert standard is not None
    people = keeping.locked_many(person_ids)
    levels.refresh_many_locked(people=people, competence_ids=None, standard=standard, now=now, quietly=True)
    turns = changes.came(people, run, standard)
    _write_down(run, turns)
    _tell(run, standard, people, turns, now)


def _tell(
    run: AnnouncedRun, standard: Standard, people: Sequence[Person], turns: Mapping[int, Sequence[Turn]], now: datetime
) -> None:
    changed = {person: [turn for turn in turns[person.pk] if turn.changes] for person in people}
    names = dict(Competence.objects.values_list("pk", "name"))
    text = _("Since %(day)s levels follow a new standard. Reason: %(reason)s What changed for you: %(changes)s.")
    since = {"day": date_format(standard.in_force_from, "Y年n月j日"), "reason": _ended(run.reason)}
    told = [
        notices.Told(
            to_uuid=person.uuid,
            kind="level",
            key=f"standard:{run.pk}:{person.pk}",
            text=text % (since | {"changes": changes.sentence(found, names)}),
            url="/readiness/",
        )
        for person, found in changed.items()
        if found
    ]
    notices.tell_all(told, now=now)


def _ended(reason: str) -> str:
    return reason if reason[-1] in "。.！!？?" else f"{reason}。"


def _write_down(run: AnnouncedRun, turns: Mapping[int, Sequence[Turn]]) -> None:
    """What came of each foretold line, and a line for what was not foretold."""
    lines = {
        (line.person_id, line.competence_id, line.mandate_id, line.scope_key): line
        for line in RunLine.objects.filter(run=run, person__in=turns)
    }
    new, foretold = [], []
    for person, theirs in turns.items():
        for turn in theirs:
            line = lines.get((person, *turn.subject))
            if line is not None:
                line.came = turn.after
                foretold.append(line)
            elif turn.changes:
                line = _line(run, person, turn)
                line.foretold, line.came = turn.before, turn.after
                new.append(line)
    RunLine.objects.bulk_create(new)
    RunLine.objects.bulk_update(foretold, ["came"])


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
    if acts.move(run, State.RUNNING, state=State.FINISHED, open=False, finished_at=now):
        changed = RunLine.objects.filter(run=run).order_by().values("person").distinct().count()
        text = _("The new standard is in force: %(n)d people change.")
        acts.tell(KIND, run, [run.proposed_by, run.confirmed_by], text, changed)


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
