"""The life of a panel: convened, signed for, judged in two rounds with feedback between them, closed, adopted."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.audit.services import log
from lms.notify.services import notices
from lms.people.models import Person, Role
from lms.people.permissions import require
from lms.web.errors import BadInput, NotAllowed, Refusal
from quizzes.calibration.selectors.difficulties import difficulties_of
from quizzes.framework.models import Competence
from quizzes.panels import judging
from quizzes.panels.models import Panel, PanelCut, PanelItem, Panellist, Rating
from quizzes.panels.selectors import material
from quizzes.readiness.models import CutScore
from quizzes.readiness.selectors.cuts import cuts_of
from quizzes.readiness.services import rules

LEVEL = 2
LEAST = 2
WANTED = 5
"""Fewer panellists are possible and said to be few."""
METHOD = "modified Angoff panel"
State = Panel.State


@transaction.atomic
def convene(
    *,
    title: str,
    guidance: str,
    competences: Sequence[Competence],
    purpose: str,
    most: int,
    people: Sequence[Person],
    by: Person,
    now: datetime,
) -> Panel:
    """The panel in its first round; everybody on it is told. Committee only. BadInput for too few people or words,
    somebody who cannot sit on it, or a competence with too few published items."""
    require(by, Role.COMMITTEE)
    if not title.strip() or len(guidance.strip()) < 10:
        raise BadInput(_("Please say what a deputy can do who is only just at the level."))
    if len(people) < LEAST or not competences:
        raise BadInput(_("A panel needs at least one competence and two people."))
    allowed = set(material.candidates(timezone.localdate(now)).values_list("pk", flat=True)) - {by.pk}
    if any(person.pk not in allowed for person in people):
        raise BadInput(_("Deputies in office and whoever convenes the panel do not sit on it."))
    panel = Panel.objects.create(title=title.strip(), guidance=guidance.strip(), convened_by=by, convened_at=now)
    _choose(panel, competences, purpose, most, by, now)
    Panellist.objects.bulk_create(Panellist(panel=panel, person=person) for person in people)
    for person in people:
        _tell(panel, person, "invited", _("You are on the panel “%(title)s”. Please judge its questions."), now)
    _audit("panel.convened", panel, by, f"{panel} {', '.join(one.code for one in competences)} ({len(people)})", now)
    return panel


def _choose(
    panel: Panel, competences: Sequence[Competence], purpose: str, most: int, by: Person, now: datetime
) -> None:
    calibrations = rules.standard_on(timezone.localdate(now)).basis.calibrations
    rows: list[PanelItem] = []
    for competence in competences:
        items = material.items_of(competence, purpose=purpose, most=most, by=by)
        if len(items) < material.LEAST_ITEMS:
            raise BadInput(
                _("%(competence)s has %(n)d published questions there; at least %(least)d are needed.")
                % {"competence": competence.name, "n": len(items), "least": material.LEAST_ITEMS}
            )
        known = difficulties_of([item.live_version_id for item in items if item.live_version_id], calibrations)
        for item in items:
            assert item.live_version_id is not None
            found = known.get(item.live_version_id)
            rows.append(
                PanelItem(
                    panel=panel,
                    version_id=item.live_version_id,
                    competence=competence,
                    position=len(rows) + 1,
                    difficulty=found.value if found else item.band,
                    se=found.se if found else None,
                    facility=found.facility if found else None,
                )
            )
    PanelItem.objects.bulk_create(rows)


@transaction.atomic
def sign(*, panellist: Panellist, statement: str, now: datetime) -> None:
    """Keep the confidentiality statement that the person agreed to; only then items and answers are shown."""
    held = Panellist.objects.select_for_update(of=("self",)).get(pk=panellist.pk)
    if held.signed_at is None:
        held.statement, held.signed_at = statement, now
        held.save(update_fields=["statement", "signed_at"])
        _audit("panel.signed", held.panel, held.person, statement, now)


@transaction.atomic
def rate(*, panellist: Panellist, item: PanelItem, share: int, now: datetime) -> None:
    """Note, or change, what the panellist says of an item in the round under way."""
    held = _judging(panellist)
    if item.panel_id != held.panel_id:
        raise NotAllowed(_("This question belongs to another panel."))
    if share not in range(0, 101, 5):
        raise BadInput(_("Please choose a number from 0 to 100 in steps of five."))
    Rating.objects.update_or_create(
        panellist=held, item=item, round=held.panel.round, defaults={"share": share, "at": now}
    )


@transaction.atomic
def hand_in(*, panellist: Panellist, now: datetime) -> None:
    """The round's judgements are final. Refusal while one is missing."""
    held = _judging(panellist)
    left = held.panel.items.count() - held.ratings.filter(round=held.panel.round).count()
    if left:
        raise Refusal(_("%(n)d questions are not judged yet.") % {"n": left})
    name = "first_done_at" if held.panel.round == 1 else "second_done_at"
    setattr(held, name, now)
    held.save(update_fields=[name])


def _judging(panellist: Panellist) -> Panellist:
    """The panellist's row, locked, while there is something for them to judge."""
    held = Panellist.objects.select_for_update(of=("self",)).select_related("panel").get(pk=panellist.pk)
    if held.signed_at is None:
        raise Refusal(_("Please read and confirm the confidentiality statement first."))
    if not held.panel.round:
        raise Refusal(_("This panel is closed."))
    if held.done(held.panel.round):
        raise Refusal(_("You have handed in this round; it does not change any more."))
    if held.panel.round == 2 and not held.done(1):
        raise Refusal(_("The first round was closed without your judgements; the second builds on them."))
    return held


@transaction.atomic
def close_round(*, panel: Panel, by: Person, now: datetime) -> Panel:
    """End the round: after the first everybody who handed in sees how the panel judged, and judges again; after the
    second the thresholds are reckoned. Refusal with fewer than two who handed in, or where a competence's judgements
    set no threshold."""
    require(by, Role.COMMITTEE)
    held = Panel.objects.select_for_update(of=("self",)).get(pk=panel.pk)
    if not held.round:
        raise Refusal(_("No round is under way."))
    done = [one for one in held.panellists.select_related("person") if one.done(held.round)]
    if len(done) < LEAST:
        raise Refusal(_("At least two people must have handed in before the round is closed."))
    if held.round == 1:
        held.state, held.first_closed_at = State.SECOND, now
        held.save(update_fields=["state", "first_closed_at"])
        for one in done:
            text = _("Panel “%(title)s”: see how the panel judged, and judge once more.")
            _tell(held, one.person, "second", text, now)
    else:
        _reckon(held)
        held.state, held.closed_at = State.CLOSED, now
        held.save(update_fields=["state", "closed_at"])
    _audit("panel.round_closed", held, by, f"{held} {held.state} ({len(done)})", now)
    return held


def _reckon(panel: Panel) -> None:
    first = {one.competence: one.threshold for one in judging.judged(panel, 1)}
    for one in judging.judged(panel, 2):
        found, before = one.threshold, first.get(one.competence)
        if found is None:
            raise Refusal(
                _("%(competence)s: the panel says nobody, or everybody, would be right; that sets no threshold.")
                % {"competence": one.competence.name}
            )
        PanelCut.objects.create(
            panel=panel,
            competence=one.competence,
            theta=round(found.theta, 4),
            panel_se=round(found.panel_se, 4),
            item_se=round(found.item_se, 4),
            se=round(found.se, 4),
            first_theta=None if before is None else round(before.theta, 4),
            panellists=len(one.panellists),
            items=len(one.items),
        )


@transaction.atomic
def give_up(*, panel: Panel, by: Person, now: datetime) -> None:
    """Nothing comes of it. Refusal once it is adopted."""
    require(by, Role.COMMITTEE)
    states = (State.FIRST, State.SECOND, State.CLOSED)
    if not Panel.objects.filter(pk=panel.pk, state__in=states).update(state=State.WITHDRAWN, closed_at=now):
        raise Refusal(_("This panel cannot be given up any more."))
    _audit("panel.withdrawn", panel, by, str(panel), now)


@transaction.atomic
def adopt(*, panel: Panel, reason: str, by: Person, now: datetime) -> Panel:
    """Make the panel's thresholds the next version. They take effect only by an announced run. Committee only. Refusal
    for a panel that is not closed, or a threshold that is not between those of the levels below and above."""
    require(by, Role.COMMITTEE)
    held = Panel.objects.select_for_update(of=("self",)).get(pk=panel.pk)
    if held.state != State.CLOSED:
        raise Refusal(_("Only a panel that is closed and not adopted yet can be adopted."))
    if len(reason.strip()) < 5:
        raise BadInput(_("Please say in at least %(count)d characters why.") % {"count": 5})
    cuts = list(held.cuts.select_related("competence"))
    version = CutScore.objects.aggregate(last=Max("version"))["last"] + 1
    _check_order(cuts, version)
    CutScore.objects.bulk_create(
        CutScore(
            competence=cut.competence,
            level=LEVEL,
            theta=cut.theta,
            se=cut.se,
            method=METHOD,
            decided_on=timezone.localdate(now),
            version=version,
        )
        for cut in cuts
    )
    held.state, held.adopted_by, held.adopted_at = State.ADOPTED, by, now
    held.adopted_reason, held.cut_version = reason.strip()[:200], version
    held.save(update_fields=["state", "adopted_by", "adopted_at", "adopted_reason", "cut_version"])
    _audit("panel.adopted", held, by, f"{held} v{version}: {reason.strip()}", now)
    return held


def _check_order(cuts: Sequence[PanelCut], version: int) -> None:
    others = cuts_of([cut.competence_id for cut in cuts], version)
    for cut in cuts:
        levels = others[cut.competence_id]
        if not levels[LEVEL - 1] < cut.theta < levels[LEVEL + 1]:
            raise Refusal(
                _(
                    "%(competence)s: %(theta)s does not lie between the thresholds of the levels below (%(low)s) and "
                    "above (%(high)s). Set those first, or convene the panel anew."
                )
                % {
                    "competence": cut.competence.name,
                    "theta": f"{cut.theta:+.2f}",
                    "low": f"{levels[LEVEL - 1]:+.2f}",
                    "high": f"{levels[LEVEL + 1]:+.2f}",
                }
            )


def _tell(panel: Panel, person: Person, what: str, text: str, now: datetime) -> None:
    notices.tell(
        to_uuid=person.uuid,
        kind="panel",
        key=f"panel:{panel.uuid}:{what}:{person.pk}",
        text=text % {"title": panel.title},
        url=f"/panels/{panel.uuid}/",
        now=now,
    )


def _audit(verb: str, panel: Panel, by: Person, purpose: str, now: datetime) -> None:
    log.record(
        actor_uuid=by.uuid,
        verb=verb,
        object_type="panel",
        object_id=str(panel.uuid),
        purpose=purpose[:500],
        now=now,
    )
