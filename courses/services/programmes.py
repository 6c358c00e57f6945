"""The rules of a programme, edited on the site."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from courses.models import Programme, ProgrammeModule
from lms.audit.services import log
from lms.people.models import Person, Role
from lms.people.permissions import require
from lms.web.errors import BadInput

EDITABLE = (
    "term",
    "basis",
    "audience",
    "starts",
    "ends",
    "hours",
    "pass_rule",
    "makeup_rule",
    "state_district",
    "state_township",
    "live",
)
Uses = dict[int, tuple[list[str], Decimal]]
"""By the primary key of a ProgrammeModule: for which levels it is core, and its hours."""


@transaction.atomic
def change_rules(*, programme: Programme, changes: dict[str, Any], uses: Uses, by: Person, now: datetime) -> list[str]:
    """Save what differs; the names of what did. Another pass rule, or another core, is another version of it: who has
    finished by the old one stays finished. Committee only, audited."""
    require(by, Role.COMMITTEE)
    programme = Programme.objects.select_for_update().get(pk=programme.pk)
    if changes.keys() - set(EDITABLE):
        raise BadInput(_("Only the rules of a programme are edited here."))
    if changes.get("ends", programme.ends) < changes.get("starts", programme.starts):
        raise BadInput(_("The programme ends before it begins; please correct the dates."))
    changed = [name for name, value in changes.items() if getattr(programme, name) != value]
    for name in changed:
        setattr(programme, name, changes[name])
    if _change_uses(programme, uses):
        changed.append("modules")
    if not changed:
        return []
    if {"pass_rule", "modules"} & set(changed):
        programme.pass_rule_version += 1
    programme.edited_at = now
    programme.save()
    log.record(
        actor_uuid=by.uuid,
        verb="programme.rules_changed",
        object_type="programme",
        object_id=programme.slug,
        purpose=", ".join(sorted(changed)),
        now=now,
    )
    return changed


def _change_uses(programme: Programme, uses: Uses) -> bool:
    changed = False
    for row in ProgrammeModule.objects.filter(programme=programme, pk__in=uses):
        core_for, hours = uses[row.pk]
        if (row.core_for, row.hours) != (core_for, hours):
            row.core_for, row.hours, changed = core_for, hours, True
            row.save(update_fields=["core_for", "hours"])
    return changed
