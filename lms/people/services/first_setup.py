"""The first accounts of an installation: three administrators, three people, before anybody can sign in."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from lms.people.models import ADMINISTRATORS, Person, Role, RoleGrant
from lms.people.services import accounts, roles, slips
from lms.people.services.slips import Printed
from lms.web.errors import Refusal


@transaction.atomic
def make_administrators(*, people: dict[Role, tuple[str, str]], now: datetime) -> list[Printed]:
    """Make the three accounts, (name, user name) by role, and a slip for each. Refusal once there is an administrator:
    from then on accounts are made on the administrators' page, by a person who answers for it."""
    if RoleGrant.objects.filter(role__in=ADMINISTRATORS).exists():
        raise Refusal(_("There are administrators already. Further accounts are made on the page Accounts and roles."))
    made: list[Person] = []
    for role in ADMINISTRATORS:
        name, username = people[role]
        person = accounts.create_person(name=name, username=username, by=None, now=now)
        roles.grant(person=person, role=role, by=None, now=now)
        made.append(person)
    return slips.make_slips(unit=None, people=made, by=None, now=now)
