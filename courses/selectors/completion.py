"""Whether the pass rule of a programme is met."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.models import Enrolment, HourEntry, Module, ModuleCompletion, Programme, ProgrammeModule
from courses.selectors import hours as hours_of
from lms.people.models import Mandate, Person


@dataclass(frozen=True)
class Completion:
    """`missing` says in words what is still to be done; empty when the rule is met. Of `modules` that are needed,
    `finished` are."""

    passed: bool
    missing: list[str] = field(default_factory=list)
    hours: Decimal = Decimal(0)
    hours_wanted: Decimal = Decimal(0)
    finished: int = 0
    modules: int = 0


def passed(person: Person, programme: Programme, *, now: datetime | None = None) -> Completion:
    """How the person stands against the pass rule: all modules that are core for a level of the own mandates are
    finished (every core module for staff who learn along), and the class hours reach the minimum."""
    uses = programme.programme_modules.select_related("module")
    levels = levels_of(person, now or timezone.now())
    return judged(programme, uses, levels, completions_of(person), hours_of.total_hours(person, programme))


def judged(
    programme: Programme,
    uses: Iterable[ProgrammeModule],
    levels: set[str],
    finished: Collection[int],
    have: Decimal,
) -> Completion:
    """The same from what was read before: the programme's `uses` with their modules, the person's levels, the modules
    that are finished and the class hours on record."""
    wanted = [use for use in uses if is_wanted(use, levels)]
    done = {use.module_id for use in wanted} & set(finished)
    missing = [
        _("Finish the module “%(title)s”.") % {"title": use.module.title} for use in wanted if use.module_id not in done
    ]
    if have < programme.hours_min:
        missing.append(
            _("%(missing)s more class hours (%(have)s of %(wanted)s).")
            % {
                "missing": plain(programme.hours_min - have),
                "have": plain(have),
                "wanted": plain(programme.hours_min),
            }
        )
    return Completion(not missing, missing, have, programme.hours_min, len(done), len(wanted))


def passing(people: Sequence[Person], programme: Programme, *, now: datetime) -> set[int]:
    """The primary keys of those of them who meet the pass rule, as `passed` says of one. Four queries for all."""
    uses = list(programme.programme_modules.select_related("module"))
    finished: dict[int, set[int]] = {one.pk: set() for one in people}
    for person, module in ModuleCompletion.objects.filter(person__in=people).values_list("person_id", "module_id"):
        finished[person].add(module)
    levels: dict[int, set[str]] = {one.pk: set() for one in people}
    serving = Mandate.objects.serving_on(timezone.localdate(now)).filter(person__in=people)
    for person, level in serving.values_list("person_id", "term__congress__level"):
        levels[person].add(level)
    hours = hours_of.totals(programme, people)
    return {
        key
        for key in finished
        if judged(programme, uses, levels[key], finished[key], hours.get(key, Decimal(0))).passed
    }


def levels_of(person: Person, now: datetime) -> set[str]:
    """The levels of congress at which the person serves that day."""
    serving = Mandate.objects.serving_on(timezone.localdate(now)).filter(person=person)
    return set(serving.values_list("term__congress__level", flat=True))


def completions_of(person: Person, modules: Iterable[Module] | None = None) -> dict[int, ModuleCompletion]:
    """By module, of these modules or of all; a module that is not finished is left out. One query."""
    rows = ModuleCompletion.objects.filter(person=person)
    if modules is not None:
        rows = rows.filter(module__in=modules)
    return {row.module_id: row for row in rows}


def is_wanted(use: ProgrammeModule, levels: set[str]) -> bool:
    """Whether somebody of these levels must finish the module; without a mandate all that are core for any. Else it is
    an elective."""
    return bool(levels & set(use.core_for) if levels else use.core_for)


def electives_left(uses: Iterable[ProgrammeModule], levels: set[str], finished: Collection[int]) -> int:
    """How many modules somebody of these levels may choose there and has not finished."""
    return sum(not is_wanted(use, levels) and use.module_id not in finished for use in uses)


def met_by(enrolments: list[Enrolment], *, now: datetime | None = None) -> list[Enrolment]:
    """Those of the enrolments whose rule is met, the hours of finished modules counted even where nobody has credited
    them yet. Five queries for each programme among them, whatever the number of people."""
    met: list[Enrolment] = []
    for programme in {one.programme_id: one.programme for one in enrolments}.values():
        met += _met_in(
            programme, [one for one in enrolments if one.programme_id == programme.pk], now or timezone.now()
        )
    return met


def _met_in(programme: Programme, enrolments: list[Enrolment], now: datetime) -> list[Enrolment]:
    uses = list(programme.programme_modules.order_by("order", "pk"))
    people = [one.person_id for one in enrolments]
    done: dict[int, set[int]] = {person: set() for person in people}
    finished = ModuleCompletion.objects.filter(module__in=[use.module_id for use in uses])
    for person, module in finished.values_list("person_id", "module_id"):
        if person in done:
            done[person].add(module)
    levels: dict[int, set[str]] = {person: set() for person in people}
    serving = Mandate.objects.serving_on(timezone.localdate(now)).values_list("person_id", "term__congress__level")
    for person, level in serving:
        if person in levels:
            levels[person].add(level)
    ledger = hours_of.totals(programme)
    credited = set(
        HourEntry.objects.filter(programme=programme, key__startswith="module:").values_list("person_id", "key")
    )

    def is_met(person: int) -> bool:
        wanted = [use for use in uses if is_wanted(use, levels[person])]
        uncredited = [
            use.hours
            for use in uses
            if use.module_id in done[person] and (person, f"module:{use.module_id}") not in credited
        ]
        have = ledger.get(person, Decimal(0)) + sum(uncredited, Decimal(0))
        return all(use.module_id in done[person] for use in wanted) and have >= programme.hours_min

    return [one for one in enrolments if is_met(one.person_id)]


def due(programme: Programme | None = None) -> QuerySet[Enrolment]:
    """Those who met the rule and are still enrolled, in one programme or in all: whom a certificate is due to."""
    met = Enrolment.objects.running().filter(completed_at__isnull=False)
    return met if programme is None else met.filter(programme=programme)


def plain(number: Decimal) -> str:
    """Class hours without needless noughts: 6, 1.5."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
