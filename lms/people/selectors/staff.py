"""What the administrators' pages show of accounts and roles."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from lms.people.models import Person, Role, RoleGrant


@dataclass(frozen=True)
class PolicyLine:
    """One rule of the sign-in as it stands, in words."""

    label: str | Promise
    value: str | Promise


def staff(*, day: date, word: str = "", role: str = "") -> QuerySet[Person]:
    """Everybody who holds or held a role, or has an account without a mandate, by name; each with `running_grants`. A
    deputy's account is found by its whole user name only: there is no list of deputies to look through."""
    running = RoleGrant.objects.in_force(day).select_related("unit").order_by("role", "pk")
    of_staff = Q(role_grants__isnull=False) | Q(mandates__isnull=True)
    if word:
        of_staff &= Q(name__contains=word) | Q(username__contains=word.lower())
    found = Person.objects.filter(of_staff | Q(username=word.lower()), anonymised_at=None)
    if role:
        found = found.filter(pk__in=RoleGrant.objects.in_force(day).filter(role=role).values("person_id"))
    grants = Prefetch("role_grants", queryset=running, to_attr="running_grants")
    return found.distinct().order_by("name_sort", "pk").prefetch_related(grants)


def grants_of(person: Person) -> QuerySet[RoleGrant]:
    """Every grant of the person, the newest first."""
    return RoleGrant.objects.filter(person=person).select_related("unit", "by").order_by("-starts_on", "-pk")


def count_by_role(*, day: date) -> dict[str, int]:
    """How many people hold each role on that day."""
    held = RoleGrant.objects.in_force(day).values("role").annotate(people=Count("person", distinct=True))
    counted = {row["role"]: row["people"] for row in held}
    return {role: counted.get(role, 0) for role in Role.values}


def policy() -> list[PolicyLine]:
    """The rules of the sign-in; they are settings of the installation and are changed there."""
    minutes, days = settings.SESSION_COOKIE_AGE // 60, settings.PASSWORD_MAX_AGE_DAYS
    roles = ", ".join(str(Role(role).label) for role in settings.MFA_REQUIRED_ROLES)
    failures, period, _per = str(settings.ACCOUNT_RATE_LIMITS["login_failed"]).split("/")
    return [
        PolicyLine(_("Failed sign-ins until a name is locked"), str(settings.AXES_FAILURE_LIMIT)),
        PolicyLine(_("A name stays locked for"), _("%(n)d minutes") % {"n": round(settings.AXES_COOLOFF_TIME * 60)}),
        PolicyLine(
            _("Failed sign-ins from one address until it waits"),
            _("%(failures)s within %(minutes)s minutes") % {"failures": failures, "minutes": period.removesuffix("m")},
        ),
        PolicyLine(_("Signed out without any action after"), _("%(n)d minutes") % {"n": minutes}),
        PolicyLine(_("Shortest password"), _("%(n)d characters, not digits alone, not a common one") % {"n": 8}),
        PolicyLine(_("Staff change their password after"), _("%(n)d days") % {"n": days} if days else _("never")),
        PolicyLine(_("Deputies change their password after"), _("never")),
        PolicyLine(_("Account slips are good for"), _("%(n)d days") % {"n": settings.SLIP_DAYS}),
        PolicyLine(_("A second factor is needed by"), roles or _("nobody")),
    ]
