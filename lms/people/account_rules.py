"""What an account must have before it may go on: a password of its own, a fresh one for the staff, a second factor."""

from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from django.conf import settings

from lms.people.models import Person


def password_expired(person: Person, *, now: datetime) -> bool:
    """Whether somebody of the staff has kept a password for too long. Deputies' passwords never run out, nor do the
    published ones of a demonstration."""
    days = settings.PASSWORD_MAX_AGE_DAYS
    if not days or person.is_demo or person.password_changed_at is None:
        return False
    return person.password_changed_at < now - timedelta(days=days) and bool(person.role_names)


def second_factor_wanted(person: Person) -> bool:
    """Whether one of the person's roles may be used with a second factor only."""
    wanted = settings.MFA_REQUIRED_ROLES
    return bool(wanted) and not person.role_names.isdisjoint(wanted)


def second_factor_missing(person: Person) -> bool:
    """Whether a second factor must be set up first; no query where no role asks for one."""
    return second_factor_wanted(person) and not Authenticator.objects.filter(user=person).exists()
