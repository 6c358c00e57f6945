"""Who is given a role, and how long it lasts. The editors' screens know groups: they follow from the grants."""

from datetime import datetime

from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from lms.audit.services import log
from lms.people.models import ADMINISTRATORS, OrganisingUnit, Person, Role, RoleGrant
from lms.people.models.role import OF_A_UNIT
from lms.people.permissions import require
from lms.people.services.role_permissions import sync
from lms.web.errors import BadInput, Refusal

__all__ = ["end", "grant", "sweep_ended", "sync"]


@transaction.atomic
def grant(
    *, person: Person, role: str, unit: OrganisingUnit | None = None, by: Person | None, now: datetime
) -> RoleGrant:
    """Give the role from today on; the same role twice gives the first grant. `by` None is for the first set-up.

    Refusal when somebody grants themselves, for a second administrator's role, and without the unit a role needs.
    """
    _check(person=person, role=role, unit=unit, by=by)
    today = localdate(now)
    locked = Person.objects.select_for_update().get(pk=person.pk)
    running = RoleGrant.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=today), person=person)
    if same := running.filter(role=role, unit=unit).first():
        return same
    if role in ADMINISTRATORS and (other := running.filter(role__in=ADMINISTRATORS).first()):
        raise Refusal(
            _("%(name)s is %(role)s already. One person never holds two of the three administrators' roles.")
            % {"name": person.name, "role": other.get_role_display()}
        )
    made = RoleGrant.objects.create(person=person, role=role, unit=unit, starts_on=today, by=by, recorded_at=now)
    _sync_groups(locked, now=now)
    person.__dict__.pop("role_names", None)
    _note(by, "role.granted", made, now)
    return made


def _check(*, person: Person, role: str, unit: OrganisingUnit | None, by: Person | None) -> None:
    if role not in Role.values:
        raise BadInput(_("There is no such role: %(role)s") % {"role": role})
    if by is not None:
        require(by, Role.SYSTEM_ADMIN)
        if by.pk == person.pk:
            raise Refusal(_("Nobody gives a role to themselves. Ask another system administrator."))
    if role in OF_A_UNIT and unit is None:
        raise Refusal(_("This role belongs to a town or street: choose the unit."))
    if role not in OF_A_UNIT and unit is not None:
        raise Refusal(_("This role belongs to no unit: leave the unit empty."))
    if not person.is_active:
        raise Refusal(_("This account is closed. Open it again first."))


@transaction.atomic
def end(*, grant: RoleGrant, by: Person, now: datetime) -> None:
    """The role ends today; ending it again changes nothing. Nobody ends a role of their own."""
    require(by, Role.SYSTEM_ADMIN)
    if grant.person_id == by.pk:
        raise Refusal(_("Nobody ends a role of their own. Ask another system administrator."))
    today = localdate(now)
    if grant.ends_on is not None and grant.ends_on <= today:
        return
    grant.ends_on = max(today, grant.starts_on)
    grant.save(update_fields=["ends_on"])
    _sync_groups(grant.person, now=now)
    _note(by, "role.ended", grant, now)


def sweep_ended(now: datetime | None = None) -> int:
    """Take the groups away from everybody whose grant has run out, and give those whose grant has begun; how many."""
    now = now or timezone.now()
    concerned = Person.objects.filter(Q(groups__name__in=Role.values) | Q(role_grants__isnull=False)).distinct()
    return sum(_sync_groups(person, now=now) for person in concerned.prefetch_related("groups", "role_grants"))


def _sync_groups(person: Person, *, now: datetime) -> bool:
    """Make the person's groups what the grants in force say; whether that changed anything."""
    today = localdate(now)
    wanted = {
        grant.role
        for grant in person.role_grants.all()
        if grant.starts_on <= today and (grant.ends_on is None or grant.ends_on > today)
    }
    held = {group.name for group in person.groups.all() if group.name in Role.values}
    if held == wanted:
        return False
    person.groups.remove(*Group.objects.filter(name__in=held - wanted))
    person.groups.add(*[Group.objects.get_or_create(name=role)[0] for role in sorted(wanted - held)])
    return True


def _note(by: Person | None, verb: str, grant: RoleGrant, now: datetime) -> None:
    log.record(
        actor_uuid=by.uuid if by else None,
        verb=verb,
        object_type="person",
        object_id=str(grant.person.uuid),
        purpose=f"{grant.role} {grant.unit.slug if grant.unit else ''}".strip(),
        now=now,
    )
