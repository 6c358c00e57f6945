"""Who may do what in courses. A view asks once; querysets carry `visible_to`."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from courses.models import ModulePage, TrainingSession
from lms.people.models import Mandate, OrganisingUnit, Person, Role
from lms.people.permissions import has_role, units_of
from lms.web.errors import NotAllowed


def may_plan_sessions(person: Person) -> bool:
    """The committee plans for everybody, an organiser for the own unit."""
    return has_role(person, Role.COMMITTEE, Role.ORGANISER)


def may_plan_for(person: Person, unit: OrganisingUnit | None) -> bool:
    """Whether the person may plan a session of that unit; None is the whole district."""
    if has_role(person, Role.COMMITTEE):
        return True
    return unit is not None and units_of(person, Role.ORGANISER).filter(pk=unit.pk).exists()


def may_see_participants(person: Person) -> bool:
    """Names and attendance; a trainer sees the plan and the numbers alone."""
    return has_role(person, Role.COMMITTEE, Role.ORGANISER, Role.CHAIR)


def may_enter_attendance(person: Person, session: TrainingSession) -> bool:
    """The committee for all; an organiser for the own deputies, in sessions of the own unit or the whole district."""
    if has_role(person, Role.COMMITTEE):
        return True
    units = units_of(person, Role.ORGANISER)
    return units.exists() if session.unit_id is None else units.filter(pk=session.unit_id).exists()


def people_in_hand(person: Person) -> QuerySet[Person]:
    """Whose attendance and hours the person may write: the committee everybody's, an organiser those of the own
    units' deputies. A chair reads and writes nothing."""
    if has_role(person, Role.COMMITTEE):
        return Person.objects.all()
    units = units_of(person, Role.ORGANISER)
    return Person.objects.filter(pk__in=Mandate.objects.filter(unit__in=units).values("person_id"))


def deputies_in_sight(person: Person) -> QuerySet[Person]:
    """Whose attendance, hours and progress the person may read as staff: the committee everybody's, organisers and
    chairs those of the own units' deputies, others nobody's."""
    if has_role(person, Role.COMMITTEE):
        return Person.objects.all()
    units = units_of(person, Role.ORGANISER, Role.CHAIR)
    return Person.objects.filter(pk__in=Mandate.objects.filter(unit__in=units).values("person_id"))


def units_in_sight(person: Person) -> QuerySet[OrganisingUnit]:
    """The units whose deputies the person may read about as staff."""
    if has_role(person, Role.COMMITTEE):
        return OrganisingUnit.objects.all()
    return OrganisingUnit.objects.filter(pk__in=units_of(person, Role.ORGANISER, Role.CHAIR).values("pk"))


def units_in_hand(person: Person) -> QuerySet[OrganisingUnit]:
    """The units for which the person may plan, enter and grant."""
    if has_role(person, Role.COMMITTEE):
        return OrganisingUnit.objects.all()
    return OrganisingUnit.objects.filter(pk__in=units_of(person, Role.ORGANISER).values("pk"))


def may_add_lessons(person: Person, page: ModulePage) -> bool:
    """Whoever may edit the module in the editors' screens; a module shown in a second programme is edited in the
    first."""
    rights = page.permissions_for_user(person)
    return not page.alias_of_id and rights.can_edit() and rights.can_add_subpage()


def require_in_hand(by: Person, *people: Person) -> None:
    """NotAllowed unless `by` may write about every one of these people."""
    wanted = {person.pk for person in people}
    if people_in_hand(by).filter(Q(pk__in=wanted)).count() != len(wanted):
        raise NotAllowed(_("This deputy is looked after by another unit. Please ask that unit or the district."))
