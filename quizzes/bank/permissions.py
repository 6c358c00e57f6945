"""Who reaches the pool of items. Keys are the trainers', of the readiness test its banks' owners'; the committee sees
which items there are and decides on them, without a key. Nobody else, in no list, search, history or preview."""

from typing import Any

from django.db.models import QuerySet
from wagtail.permission_policies.base import BasePermissionPolicy

from lms.people.models import Person, Role, RoleGrant
from lms.people.permissions import has_role

KEEPERS = (Role.TRAINER,)
"""Who writes items, checks them and meets their keys, in the banks that are open to them."""
WRITERS = (Role.TRAINER, Role.COMMITTEE)
PUBLISHERS = (Role.COMMITTEE,)


class BankPolicy(BasePermissionPolicy):
    """What holds no key: banks, sources, practical tasks, questions of learners. The editors' screens ask it; roles
    decide, not Django's permissions, and nobody may delete."""

    roles_for = {"view": WRITERS, "add": WRITERS, "change": WRITERS, "publish": PUBLISHERS}

    def user_has_permission(self, user: Any, action: str) -> bool:
        return has_role(user, *self.roles_for.get(action, ()))

    def users_with_any_permission(self, actions: list[str]) -> QuerySet[Person]:
        roles = {role for action in actions for role in self.roles_for.get(action, ())}
        grants = RoleGrant.objects.filter(role__in=roles, ends_on=None)
        return Person.objects.filter(is_active=True, pk__in=grants.values("person_id"))


class ItemPolicy(BankPolicy):
    """Items: to "view" is to see that they are there and how far they are; a screen that shows a key asks "change"."""

    roles_for = {"view": WRITERS, "add": KEEPERS, "change": KEEPERS, "publish": PUBLISHERS}


class KeyPolicy(BankPolicy):
    """Screens that are about keys alone: checking, figures of options, files, rubrics."""

    roles_for = {"view": KEEPERS, "add": KEEPERS, "change": KEEPERS}


class RulesPolicy(BankPolicy):
    """Quizzes and their rules: trainers look, the committee decides."""

    roles_for = {"view": WRITERS, "add": PUBLISHERS, "change": PUBLISHERS}


class CommitteePolicy(BankPolicy):
    """What only the committee looks at and decides."""

    roles_for = {"view": PUBLISHERS, "add": PUBLISHERS, "change": PUBLISHERS}
