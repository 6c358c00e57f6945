"""What a programme asks of whom: how many modules, and how many class hours."""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from courses.models import HourEntry, Programme
from courses.selectors.completion import is_wanted, plain
from lms.people.models import Congress

LEVELS = (Congress.Level.DISTRICT.value, Congress.Level.TOWNSHIP.value)


@dataclass(frozen=True)
class Load:
    """`modules` that must be finished; `hours` {mode: class hours} of the plan."""

    modules: int
    hours: Mapping[str, Decimal]

    @property
    def total(self) -> Decimal:
        return sum(self.hours.values(), Decimal(0))


def load_of(programme: Programme, levels: Set[str]) -> Load:
    """For somebody who serves at these levels, or nowhere: then all there is. The plan's hours hold for whom the most
    is core for; of the hours online those of modules that are core for others alone are taken off."""
    uses = list(programme.programme_modules.all())
    spared = [use.hours for use in uses if use.core_for and not is_wanted(use, set(levels))]
    hours = {mode: Decimal(str(number)) for mode, number in programme.hours.items()}
    online = HourEntry.Mode.ONLINE.value
    if online in hours:
        hours[online] = max(hours[online] - sum(spared, Decimal(0)), Decimal(0))
    return Load(sum(is_wanted(use, set(levels)) for use in uses), hours)


def loads(programme: Programme) -> dict[str, Load]:
    """By level of congress that the programme is for, both where it does not say; prefetch `programme_modules` for
    lists."""
    return {level: load_of(programme, {level}) for level in programme.levels or LEVELS}


def in_words(programme: Programme, levels: Set[str] = frozenset()) -> str:
    """For somebody of these levels; without any, for everybody, level by level where they differ."""
    by_level = loads(programme)
    if levels or len({(load.modules, load.total) for load in by_level.values()}) < 2:
        return _said(load_of(programme, levels))
    whom = {"district": _("District deputies: %(load)s"), "township": _("Township deputies: %(load)s")}
    return _("; ").join(whom[level] % {"load": _said(load)} for level, load in by_level.items())


def _said(load: Load) -> str:
    words = {"modules": load.modules, "hours": plain(load.total)}
    return _("%(modules)s core modules, %(hours)s class hours") % words
