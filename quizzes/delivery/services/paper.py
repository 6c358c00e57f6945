"""A sitting on paper: printed for one person or for a unit, entered by two people who do not see each other's entry,
compared, decided where they differ, and only then scored."""

import random
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.audit.services import log
from lms.people.models import OrganisingUnit, Person, Role
from lms.people.permissions import require
from lms.web.errors import BadInput, NotAllowed, Refusal
from quizzes import scoring
from quizzes.delivery import hooks, paper_codes
from quizzes.delivery.admission import admit, frozen
from quizzes.delivery.models import (
    Attempt,
    Outcome,
    PaperEntry,
    PaperForm,
    PaperItem,
    PaperResult,
    PaperVoid,
    PresentedItem,
    Quiz,
    Response,
)
from quizzes.delivery.paper_kinds import on_paper
from quizzes.delivery.selectors.extensions import extra_of
from quizzes.delivery.selectors.paper import differences, forms_of, units_in_hand
from quizzes.delivery.services import attempts, drawing, results

KEEPERS = (Role.COMMITTEE, Role.ORGANISER)
ON_PAPER = (Quiz.Purpose.MODULE, Quiz.Purpose.READINESS)
AT_ONCE = 60
"""Forms in one batch."""


@dataclass(frozen=True)
class Printed:
    """What became of one printing: the batch, how many forms it holds, and whom none was drawn for, with the reason."""

    batch: UUID
    forms: int
    left_out: list[tuple[Person, str]]


@transaction.atomic
def print_forms(
    *, quiz: Quiz, unit: OrganisingUnit, people: Sequence[Person], by: Person, now: datetime | None = None
) -> Printed:
    """Draw one sitting for each of `people`, who must have a mandate in `unit`; kinds of items that cannot stand on
    paper are not drawn. Whoever may not begin, or has a form that was not entered yet, is left out with the reason.
    Refusal when nobody is left, for a quiz that is not for paper, or for a unit in other hands. Audited."""
    now = now or timezone.now()
    _require(by, unit)
    if quiz.purpose not in ON_PAPER:
        raise Refusal(_("Only assessments are printed; practice is done on the screen."))
    if len(people) > AT_ONCE:
        raise Refusal(_("At most %(count)d forms can be printed at a time.") % {"count": AT_ONCE})
    batch, left_out, made = uuid4(), [], 0
    waiting = set(
        PaperForm.objects.filter(quiz=quiz, person__in=people, result=None, void=None).values_list("person", flat=True)
    )
    for person in people:
        try:
            if person.pk in waiting:
                raise Refusal(_("A form was printed already and is not entered yet."))
            _draw(quiz, unit, person, batch, by, now)
        except Refusal as refusal:
            left_out.append((person, str(refusal)))
        else:
            made += 1
    if not made:
        reason = left_out[0][1] if left_out else _("Choose at least one person.")
        raise Refusal(_("No form was printed: %(reason)s") % {"reason": reason})
    log.record(
        actor_uuid=by.uuid,
        verb="paper.printed",
        object_type="quiz",
        object_id=quiz.slug,
        purpose=f"{unit.slug}: {made}",
        now=now,
    )
    return Printed(batch, made, left_out)


def _draw(quiz: Quiz, unit: OrganisingUnit, person: Person, batch: UUID, by: Person, now: datetime) -> None:
    extra = extra_of(person, quiz, now)
    previous = Attempt.objects.filter(person=person, quiz=quiz).order_by("-number").first()
    if previous is not None and previous.state == Attempt.State.OPEN:
        raise Refusal(_("A sitting is under way on the screen; it must be handed in first."))
    rules, _window = admit(quiz=quiz, extra=extra, previous=previous, now=now, before_opening=True)
    seed = secrets.randbits(63)
    instrument = hooks.instrument_of(quiz)
    drawn = drawing.draw(
        quiz=quiz,
        seed=seed,
        shuffle_options=rules["shuffle_options"],
        shuffle_items=rules["shuffle_items"],
        previous=previous,
        kinds=on_paper(),
        laid_out=instrument.items(person, quiz, now) if instrument else None,
    )
    form = PaperForm(
        code=paper_codes.make(random.SystemRandom()),
        batch=batch,
        quiz=quiz,
        person=person,
        unit=unit,
        rules=rules,
        seed=seed,
        by=by,
        printed_at=now,
    )
    form.save(force_insert=True)
    PaperItem.objects.bulk_create(
        PaperItem(form=form, version=one.version, position=position, shown=one.shown)
        for position, one in enumerate(drawn, start=1)
    )


@transaction.atomic
def enter(
    *,
    form: PaperForm,
    answers: dict[int, Any],
    helper: str,
    sat_on: date,
    by: Person,
    now: datetime | None = None,
) -> PaperEntry:
    """Store what `by` read from the paper. The second entry of a form is compared with the first: where nothing
    differs it is scored at once, else it waits for `decide`. Refusal for somebody who entered it before, for the
    person who sat, and for a form that is finished or set aside. Audited."""
    now = now or timezone.now()
    locked = _open_form(form, by)
    if by.pk == locked.person_id:
        raise NotAllowed(_("Nobody enters their own form."))
    earlier = list(locked.entries.all())
    if any(entry.by_id == by.pk for entry in earlier):
        raise Refusal(_("You entered this form already. A second person must enter it without seeing yours."))
    if len(earlier) == 2:
        raise Refusal(_("This form was entered twice already."))
    if sat_on > timezone.localdate(now):
        raise BadInput(_("The day on which the form was filled in cannot lie ahead."))
    entry = PaperEntry(
        form=locked,
        turn=len(earlier) + 1,
        by=by,
        answers=_checked(locked, answers),
        helper=helper.strip()[:40],
        sat_on=sat_on,
        at=now,
    )
    entry.save(force_insert=True)
    _audit(locked, "paper.entered", by, str(entry.turn), now)
    if earlier and not differences(earlier[0], entry):
        _accept(locked, entry, {}, by, now)
    return entry


@transaction.atomic
def decide(*, form: PaperForm, taken: dict[str, int], by: Person, now: datetime | None = None) -> Outcome:
    """Settle every difference, 1 or 2 by the entry that reads the paper right, and score the form. BadInput unless each
    difference is settled, Refusal before the second entry. Audited."""
    now = now or timezone.now()
    locked = _open_form(form, by)
    if by.pk == locked.person_id:
        raise NotAllowed(_("Nobody enters their own form."))
    entries = list(locked.entries.all())
    if len(entries) < 2:
        raise Refusal(_("A second person must enter this form first."))
    found = differences(*entries)
    if {one.name for one in found} - {name for name, choice in taken.items() if choice in (1, 2)}:
        raise BadInput(_("Please look at the paper and decide every difference."))
    decided = {one.name: {"first": one.first, "second": one.second, "taken": taken[one.name]} for one in found}
    return _accept(locked, entries[0], decided, by, now)


@transaction.atomic
def set_aside(*, form: PaperForm, reason: str, by: Person, now: datetime | None = None) -> PaperVoid:
    """A form that will not be entered; it counts for nothing. BadInput without a reason. Audited."""
    now = now or timezone.now()
    if not reason.strip():
        raise BadInput(_("Say why, for example “lost” or “spoilt”."))
    locked = _open_form(form, by)
    made = PaperVoid(form=locked, reason=reason.strip()[:200], by=by, at=now)
    made.save(force_insert=True)
    _audit(locked, "paper.set_aside", by, reason.strip(), now)
    return made


def _accept(form: PaperForm, base: PaperEntry, decided: dict[str, Any], by: Person, now: datetime) -> Outcome:
    """The attempt with its answers, scored. What was decided replaces what `base` says."""
    person = Person.objects.select_for_update().get(pk=form.person_id)
    previous = Attempt.objects.filter(person=person, quiz=form.quiz).order_by("-number").first()
    _check_room(form, previous, now)
    values: dict[str, Any] = dict(base.answers) | {"helper": base.helper}
    for name, one in decided.items():
        values[name] = one["first" if one["taken"] == 1 else "second"]
    attempt = Attempt(
        person=person,
        mandate=attempts.only_mandate(person, now),
        quiz=form.quiz,
        number=previous.number + 1 if previous else 1,
        rules=form.rules,
        seed=form.seed,
        mode=Attempt.Mode.PAPER,
        assisted_by=values["helper"] or "",
        started_at=form.printed_at,
    )
    attempt.save(force_insert=True)
    attempts.note_start(attempt, now)
    _write_answers(form, attempt, values, now)
    instrument = hooks.instrument_of(form.quiz)
    if instrument:
        instrument.began(attempt, now)
    outcome = results.finish(attempt=attempt, state=Attempt.State.SUBMITTED, now=now)
    PaperResult(form=form, attempt=attempt, decided=decided, by=by, at=now).save(force_insert=True)
    _audit(form, "paper.scored", by, f"{len(decided)}", now)
    return outcome


def _check_room(form: PaperForm, previous: Attempt | None, now: datetime) -> None:
    """What may have happened on the screen since the form was printed."""
    if previous is None:
        return
    if previous.state == Attempt.State.OPEN:
        raise Refusal(_("A sitting is under way on the screen; it must be handed in first."))
    allowed = frozen(form.quiz, extra_of(form.person, form.quiz, now))["attempts"]
    if allowed is not None and previous.number >= max(allowed, form.rules["attempts"] or 0):
        raise Refusal(
            _("The attempts were used up on the screen meanwhile. Grant a further attempt, or set the form aside.")
        )


def _write_answers(form: PaperForm, attempt: Attempt, values: dict[str, Any], now: datetime) -> None:
    items = list(form.items.all())
    presented = PresentedItem.objects.bulk_create(
        PresentedItem(attempt=attempt, version_id=one.version_id, position=one.position, option_order=one.shown)
        for one in items
    )
    given = [(one, values[str(one.position)]) for one in presented if values.get(str(one.position)) is not None]
    Response.objects.bulk_create(
        Response(
            attempt=attempt,
            presented=one,
            client_id=f"paper:{form.code}:{one.position}",
            client="paper",
            seq=seq,
            payload=payload,
            received_at=now,
        )
        for seq, (one, payload) in enumerate(given, start=1)
    )


def _open_form(form: PaperForm, by: Person) -> PaperForm:
    """The locked row of a form in this person's hands that still waits for something."""
    require(by, *KEEPERS)
    if not forms_of(by).filter(pk=form.pk).exists():
        raise NotAllowed(_("This form belongs to another unit."))
    locked = PaperForm.objects.select_for_update(of=("self",)).select_related("quiz").get(pk=form.pk)
    if PaperResult.objects.filter(form=locked).exists():
        raise Refusal(_("This form is scored; nothing can be changed any more."))
    if PaperVoid.objects.filter(form=locked).exists():
        raise Refusal(_("This form was set aside."))
    return locked


def _require(by: Person, unit: OrganisingUnit) -> None:
    require(by, *KEEPERS)
    if not units_in_hand(by).filter(pk=unit.pk).exists():
        raise NotAllowed(_("This unit is not in your hands."))


def _checked(form: PaperForm, answers: dict[int, Any]) -> dict[str, Any]:
    """Each answer in its one written form, by position. BadInput for one that does not fit its item."""
    items = {one.position: one for one in form.items.select_related("version__item")}
    found: dict[str, Any] = {}
    for position, payload in sorted(answers.items()):
        item = items.get(position)
        try:
            if item is None:
                raise ValueError(position)
            version = item.version
            found[str(position)] = scoring.validate(version.item.kind, payload, version.body, item.shown)
        except ValueError:
            raise BadInput(_("The answer to question %(number)s does not fit it.") % {"number": position}) from None
    return found


def _audit(form: PaperForm, verb: str, by: Person, purpose: str, now: datetime) -> None:
    log.record(actor_uuid=by.uuid, verb=verb, object_type="paper_form", object_id=form.code, purpose=purpose, now=now)
