"""Who holds which role, and how a view or a service asks for one."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.people.models import OrganisingUnit, Person, Role, RoleGrant
from lms.web.errors import NotAllowed


def roles_held(person: Person) -> set[str]:
    """The roles in force today; empty for a deputy and for somebody who may not sign in."""
    if not person.is_active:
        return set()
    grants = RoleGrant.objects.in_force(timezone.localdate()).filter(person=person)
    return set(grants.values_list("role", flat=True))


def has_role(person: Any, *roles: Role) -> bool:
    """Whether the person holds one of these roles today; False for a visitor who is not signed in."""
    held: frozenset[str] = getattr(person, "role_names", frozenset())
    return any(role.value in held for role in roles)


def require(person: Person, *roles: Role) -> None:
    """NotAllowed unless the person holds one of these roles today."""
    if not has_role(person, *roles):
        raise NotAllowed(_("Another role is needed for this."))


def units_of(person: Person, *roles: Role) -> QuerySet[OrganisingUnit]:
    """The units where the person holds one of these roles today (any role tied to a unit if none is named)."""
    grants = RoleGrant.objects.in_force(timezone.localdate()).filter(person=person, unit__isnull=False)
    if roles:
        grants = grants.filter(role__in=roles)
    return OrganisingUnit.objects.filter(pk__in=grants.values("unit_id"))


View = Callable[..., HttpResponseBase]


def roles_required(*roles: Role) -> Callable[[View], View]:
    """For views: the sign-in page for a visitor, NotAllowed for whoever holds none of the roles."""

    def decorate(view: View) -> View:
        @wraps(view)
        @login_required
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not has_role(request.user, *roles):
                raise NotAllowed(_("Another role is needed for this page."))
            return view(request, *args, **kwargs)

        return checked

    return decorate
