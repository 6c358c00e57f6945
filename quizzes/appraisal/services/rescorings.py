"""Results of a round estimated anew by another calibration: an announced act, which goes through the tests. The results
before stay.
"""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.audit.services import log
from lms.notify.models import Job
from lms.people.models import Person, Role
from lms.people.permissions import require
from lms.web.errors import BadInput, Refusal
from quizzes.appraisal.models import Appraisal, Booklet, FormDesign, Rescoring, RescoringLine
from quizzes.appraisal.rule import parse
from quizzes.appraisal.selectors.pools import source_of
from quizzes.appraisal.selectors.rounds import Basis, basis_of
from quizzes.appraisal.services import appraisals
from quizzes.calibration.models import Calibration
from quizzes.calibration.selectors.links import common_shift
from quizzes.readiness.services import acts

KIND = acts.Kind(
    name="rescoring",
    page="/cms/rescorings/",
    argument="rescoring_id",
    foretell="quizzes.appraisal.services.rescorings.foretell",
    carry_out="quizzes.appraisal.services.rescorings.carry_out",
)
State = Rescoring.State


@transaction.atomic
def propose(
    *, design: FormDesign, calibration: Calibration, takes_effect_on: date, reason: str, by: Person, now: datetime
) -> Rescoring:
    """The act, to be foretold by the queue; the shift of the calibration's links is frozen here. Committee only.
    Refusal while another one of the round is open or when the round is scored like this already; BadInput for a day
    that is past, no reason, or a calibration that is not a Rasch one of the round's pool."""
    require(by, Role.COMMITTEE)
    acts.check_announcement(takes_effect_on=takes_effect_on, reason=reason, now=now)
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
    acts.enqueue(KIND, act=act, by=by, now=now)
    _audit("appraisal.rescoring_proposed", act, by, now)
    return act


@transaction.atomic
def confirm(*, act: Rescoring, by: Person, now: datetime) -> Rescoring:
    """Announce it (`acts.confirm`): whoever has a result of the round can read what happens on which day and why."""
    held = acts.confirm(act=act, by=by, now=now)
    _audit("appraisal.rescoring_announced", held, by, now)
    return held


@transaction.atomic
def give_up(*, act: Rescoring, by: Person, now: datetime) -> None:
    """No result changes. Refusal once it is under way."""
    acts.give_up(act=act, by=by, now=now)
    _audit("appraisal.rescoring_withdrawn", act, by, now)


def start_due(now: datetime | None = None) -> int:
    """How many announced ones began, their day having come. For the sweep."""
    now = now or timezone.now()
    return sum(_start(pk, now) for pk in acts.due(Rescoring, now))


@transaction.atomic
def _start(pk: int, now: datetime) -> bool:
    act = acts.begin(Rescoring, pk, now)
    if act is None or act.confirmed_by is None:
        return False
    act.save(update_fields=["state", "started_at", "cursor"])
    acts.enqueue(KIND, act=act, by=act.confirmed_by, now=now)
    _audit("appraisal.rescoring_begun", act, act.confirmed_by, now)
    return True


def carry_on(*, act: Rescoring, by: Person, now: datetime) -> Job:
    """From the first test on, for somebody who finds it standing still. Committee only."""
    return acts.carry_on(KIND, act=act, by=by, now=now)


def foretell(job: Job, rescoring_id: int) -> None:
    """One chunk of the preview."""
    act = Rescoring.objects.select_related("design", "calibration").get(pk=rescoring_id)
    if act.state != State.FORETELLING:
        return
    if acts.through(job, act, _scored(act), lambda booklets: _foretell(act, booklets[0])):
        count = RescoringLine.objects.filter(rescoring=act).count()
        acts.move(act, State.FORETELLING, state=State.FORETOLD, results=count)
        text = _("The rescoring is foretold: %(n)d results. A second person confirms it.")
        acts.tell(KIND, act, [act.proposed_by], text, count)


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
    if acts.through(job, act, _scored(act), lambda booklets: apply(act=act, booklet=booklets[0], now=moment)):
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
    if acts.move(act, State.RUNNING, state=State.FINISHED, open=False, finished_at=now):
        count = RescoringLine.objects.filter(rescoring=act, came__isnull=False).count()
        text = _("The round is scored anew: %(n)d results.")
        acts.tell(KIND, act, [act.proposed_by, act.confirmed_by], text, count)


def _scored(act: Rescoring) -> QuerySet[Booklet]:
    rows = Booklet.objects.filter(design=act.design_id, appraisals__version=1)
    return rows.select_related("design", "person").defer("design__layout")


def _result(booklet: Booklet) -> Appraisal:
    return Appraisal.objects.filter(booklet=booklet).latest("version")


def _audit(verb: str, act: Rescoring, by: Person, now: datetime) -> None:
    log.record(
        actor_uuid=by.uuid,
        verb=verb,
        object_type="rescoring",
        object_id=str(act.pk),
        purpose=f"{act.design} {act.takes_effect_on} {act.calibration} {act.shift:+.3f}: {act.reason}"[:500],
        now=now,
    )
