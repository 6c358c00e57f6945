"""Who may do what with certificates. A view asks once; querysets carry `visible_to`."""

from lms.people.models import Person, Role
from lms.people.permissions import has_role


def may_manage(person: Person) -> bool:
    """The committee issues, withdraws and replaces; nobody else."""
    return has_role(person, Role.COMMITTEE)
