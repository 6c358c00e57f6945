"""Who reaches the pool of items: trainers and the committee. Nobody else, in no list, search, history or preview."""

from typing import Any

from django.db.models import QuerySet
from wagtail.permission_policies.base import BasePermissionPolicy

from lms.people.models import Person, Role, RoleGrant
from lms.people.permissions import has_role

WRITERS = (Role.TRAINER, Role.COMMITTEE)
PUBLISHERS = (Role.COMMITTEE,)
ROLES_FOR = {"view": WRITERS, "add": WRITERS, "change": WRITERS, "publish": PUBLISHERS}


class BankPolicy(BasePermissionPolicy):
    """The editors' screens ask it; roles decide, not Django's permissions, and nobody may delete."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return has_role(user, *ROLES_FOR.get(action, ()))

    def users_with_any_permission(self, actions: list[str]) -> QuerySet[Person]:
        roles = {role for action in actions for role in ROLES_FOR.get(action, ())}
        grants = RoleGrant.objects.filter(role__in=roles, ends_on=None)
        return Person.objects.filter(is_active=True, pk__in=grants.values("person_id"))


class RulesPolicy(BankPolicy):
    """Quizzes and their rules: trainers look, the committee decides."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return has_role(user, *(WRITERS if action == "view" else PUBLISHERS if action in {"add", "change"} else ()))
