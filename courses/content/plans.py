"""Whether the calendar of the training plan keeps what the programme promises."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext as _

from courses.content.material import Finding
from courses.files.plan import ProgrammePlan
from courses.files.training_plan import FILE


def check(plan: ProgrammePlan) -> Iterator[Finding]:
    if not plan.training_plan:
        return
    calendar = plan.training_plan["calendar"]
    planned: dict[str, Decimal] = defaultdict(Decimal)
    for entry in calendar:
        planned[entry["mode"]] += Decimal(str(entry["hours"]))
    for mode in sorted(plan.hours.keys() | planned.keys()):
        promised = Decimal(str(plan.hours.get(mode, 0)))
        if planned[mode] != promised:
            words = {"mode": mode, "planned": planned[mode].normalize(), "promised": promised.normalize()}
            advice = _("the calendar has %(planned)s class hours of %(mode)s, programme.yaml %(promised)s.") % words
            yield Finding(FILE, 1, "", "plan-hours", advice)
    named = {slug for entry in calendar for slug in entry["modules"]}
    for use in plan.uses:
        if use.core_for and use.slug not in named:
            advice = _("the core module %(module)s stands in no month of the calendar.") % {"module": use.slug}
            yield Finding(FILE, 1, "", "plan-module", advice)
