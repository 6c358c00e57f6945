"""Who may do what with certificates. A view asks once; querysets carry `visible_to`."""

from typing import Any

from django.db.models import QuerySet
from wagtail.permission_policies.base import BasePermissionPolicy

from lms.people.models import Person, Role, RoleGrant
from lms.people.permissions import has_role


def may_manage(person: Person) -> bool:
    """The committee issues, withdraws and replaces; nobody else."""
    return has_role(person, Role.COMMITTEE)


class DesignPolicy(BasePermissionPolicy):
    """The editors' screens ask it: designs are the committee's, and nobody deletes one."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action in {"view", "add", "change"} and has_role(user, Role.COMMITTEE)

    def users_with_any_permission(self, actions: list[str]) -> QuerySet[Person]:
        grants = RoleGrant.objects.filter(role=Role.COMMITTEE, ends_on=None)
        return Person.objects.filter(is_active=True, pk__in=grants.values("person_id"))
