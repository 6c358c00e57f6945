"""A person's test, told in order: given, laid out for the next sitting, begun; perhaps a second form."""

import random
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from lms.audit.services import log
from lms.notify.services import notices
from lms.people.models import Person, Role
from lms.people.permissions import require
from lms.web.errors import BadInput, Refusal
from quizzes.appraisal import layout
from quizzes.appraisal.models import Appraisal, Booklet, BookletItem, BookletSitting, FormDesign
from quizzes.appraisal.rule import Rule, parse
from quizzes.appraisal.scoring import UNDECIDED
from quizzes.appraisal.selectors.pools import practice_of
from quizzes.appraisal.selectors.standing import open_sitting, standing_of
from quizzes.appraisal.services import parts
from quizzes.bank.models import Item
from quizzes.delivery.models import Attempt, Quiz

ADDRESS = "/readiness/test/"
LEAST_REASON = 5


@transaction.atomic
def give(
    *,
    person: Person,
    design: FormDesign,
    now: datetime,
    occasion: str = Booklet.Occasion.FIRST,
    by: Person | None = None,
    reason: str = "",
) -> Booklet:
    """The person's next test of the round. The first one of everybody is the next form of the design, so that every
    item comes equally often however many people come; the second is its counterpart without a common item. An item of
    the person's test before gives way to another of its competence, where there is one. A test that adapts itself
    gets its first part; the others follow from its answers."""
    design = FormDesign.objects.select_for_update(of=("self",)).get(pk=design.pk)
    earlier = list(Booklet.objects.filter(design=design, person=person).order_by("turn"))
    if occasion == Booklet.Occasion.FIRST and earlier:
        return earlier[-1]
    rule, forms = parse(design.rule), design.layout["forms"]
    number = earlier[0].number if earlier else Booklet.objects.filter(design=design, turn=1).count() % len(forms)
    booklet = Booklet(
        design=design,
        person=person,
        turn=len(earlier) + 1,
        occasion=occasion,
        number=number,
        seed=secrets.randbits(63),
        reason=reason,
        by=by,
        at=now,
    )
    rng = random.Random(booklet.seed)
    practice = _practice(design, rule, rng)
    if parts.adapts(design):
        booklet.expected = parts.expected(rule, len(practice))
        booklet.save(force_insert=True)
        parts.lay_out_next(booklet=booklet, design=design, theta=design.prior_mean, practice=practice)
        return booklet
    form = design.layout["second" if booklet.turn % 2 == 0 else "forms"][number]
    seen = _last_items(person)
    form = {part: _without(design, part, items, seen, rng) for part, items in form.items()}
    places = layout.lay_out(form, practice, rule.form.sitting, rng)
    booklet.save(force_insert=True)
    BookletItem.objects.bulk_create(
        BookletItem(booklet=booklet, item_id=one.item, sitting=one.sitting, position=position, part=one.part)
        for position, one in enumerate(places, start=1)
    )
    return booklet


def _last_items(person: Person) -> set[int]:
    last = Booklet.objects.filter(person=person).order_by("-at", "-pk").first()
    return set(BookletItem.objects.filter(booklet=last).values_list("item", flat=True)) if last else set()


def _without(design: FormDesign, part: str, items: Sequence[int], seen: set[int], rng: random.Random) -> list[int]:
    """The items, each that was `seen` replaced by an unseen one of its competence that the design uses in this part."""
    again = [item for item in items if item in seen]
    if not again:
        return list(items)
    used = {item for form in design.layout["forms"] for item in form[part]}
    competence = dict(Item.objects.filter(pk__in=used | set(items)).values_list("pk", "competence"))
    fresh = sorted(used - seen - set(items))
    rng.shuffle(fresh)
    kept = list(items)
    for item in again:
        other = next((one for one in fresh if competence.get(one) == competence.get(item)), None)
        if other is not None:
            kept[kept.index(item)] = other
            fresh.remove(other)
    return kept


def _practice(design: FormDesign, rule: Rule, rng: random.Random) -> list[int]:
    """A few easy items of different kinds, to get used to the screen."""
    pool = practice_of(design.codes)
    rng.shuffle(pool)
    chosen: dict[str, int] = {}
    for item, kind in pool:
        chosen.setdefault(kind, item)
    rest = [item for item, kind in pool if item not in chosen.values()]
    simple = [chosen[kind] for kind in ("single", "boolean", "multiple") if kind in chosen]
    return [*simple, *rest][: rule.form.practice]


def laid_out(person: Person, quiz: Quiz, now: datetime) -> list[Item]:
    """What the person's next sitting asks, in its order; a first test is given where there is none. Items that were
    retired meanwhile are left out. Refusal when the test is finished."""
    design = FormDesign.objects.get(quiz=quiz)
    booklet = Booklet.objects.filter(design=design, person=person).order_by("-turn").first()
    booklet = booklet or give(person=person, design=design, now=now)
    number = standing_of(booklet).next_sitting
    if number is None:
        raise Refusal(_("This test is finished; its result is on the page of the readiness test."))
    rows = BookletItem.objects.filter(
        booklet=booklet, sitting=number, item__retired=False, item__live_version__isnull=False
    )
    return [row.item for row in rows.select_related("item").order_by("position")]


def began(attempt: Attempt, now: datetime) -> None:
    """Note which sitting the attempt is, by its items. Refusal for one that was taken before, as when a printed form
    was overtaken by the screen."""
    shown = list(attempt.presented.values_list("version__item", flat=True))
    row = (
        BookletItem.objects.filter(booklet__design__quiz=attempt.quiz_id, booklet__person=attempt.person_id)
        .filter(item__in=shown)
        .exclude(part=BookletItem.Part.PRACTICE)
        .order_by("-booklet__turn", "sitting")
        .first()
    )
    if row is None:
        raise Refusal(_("This form does not belong to the test of this person."))
    if BookletSitting.objects.filter(booklet=row.booklet_id, number=row.sitting).exists():
        raise Refusal(_("This part of the test was taken on the screen meanwhile; set the form aside."))
    BookletSitting(booklet_id=row.booklet_id, number=row.sitting, attempt=attempt).save(force_insert=True)


@transaction.atomic
def ask_second(*, person: Person, appraisal: Appraisal, now: datetime) -> Booklet:
    """A second form because an area lies near a border, once in a round, on the person's own wish. Refusal where it is
    not near one, or a second form was given already."""
    booklet = appraisal.booklet
    if not may_ask(appraisal):
        raise Refusal(_("A second form is for results near a border, once in a round."))
    return give(person=person, design=booklet.design, now=now, occasion=Booklet.Occasion.ASKED)


def may_ask(appraisal: Appraisal) -> bool:
    """Whether the person may ask for a second form on top of this result."""
    booklet = appraisal.booklet
    undecided = any(area["band"] == UNDECIDED for area in appraisal.areas)
    return (
        undecided
        and not appraisal.assisted
        and booklet.turn == 1
        and not Booklet.objects.filter(design=booklet.design_id, person=booklet.person_id, turn__gt=1).exists()
        and not FormDesign.objects.filter(scope_key=booklet.design.scope_key, round__gt=booklet.design.round).exists()
    )


@transaction.atomic
def offer(*, appraisal: Appraisal, by: Person, reason: str, now: datetime) -> Booklet:
    """A second form by invitation; the person is told and need not take it. Committee only; audited. Refusal while the
    person has a test that is not finished."""
    require(by, Role.COMMITTEE)
    if len(reason.strip()) < LEAST_REASON:
        raise BadInput(_("Please say why; the person reads it."))
    return give_anew(appraisal=appraisal, occasion=Booklet.Occasion.INVITED, by=by, reason=reason, now=now)


def give_anew(*, appraisal: Appraisal, occasion: str, by: Person, reason: str, now: datetime) -> Booklet:
    """Another form for whoever finished one, in the caller's transaction: told and audited."""
    person, design = appraisal.booklet.person, appraisal.booklet.design
    last = Booklet.objects.filter(design=design, person=person).order_by("-turn").first()
    if last is not None and not standing_of(last).finished:
        raise Refusal(_("This person has a test that is not finished yet."))
    booklet = give(person=person, design=design, now=now, occasion=occasion, by=by, reason=reason.strip()[:200])
    notices.tell(
        to_uuid=person.uuid,
        kind="appraisal",
        key=f"booklet:{booklet.uuid}",
        text=_("Another form of the readiness test is ready for you. You need not take it. Reason: %(reason)s")
        % {"reason": booklet.reason},
        url=ADDRESS,
        now=now,
    )
    log.record(
        actor_uuid=by.uuid,
        verb="appraisal.offered",
        object_type="booklet",
        object_id=str(booklet.uuid),
        purpose=booklet.reason,
        now=now,
    )
    return booklet


def counts_along(booklet: Booklet) -> Booklet | None:
    """The booklet whose answers count together with those of this one: the first of a second form that the person
    asked for, if the second was begun soon enough."""
    if booklet.occasion != Booklet.Occasion.ASKED:
        return None
    before = Booklet.objects.filter(design=booklet.design_id, person=booklet.person_id, turn=booklet.turn - 1).get()
    begun, ended = open_sitting(booklet, first=True), open_sitting(before, first=False)
    if begun is None or ended is None or ended.submitted_at is None:
        return None
    days = timedelta(days=parse(booklet.design.rule).together_days)
    return before if begun.started_at - ended.submitted_at <= days else None
