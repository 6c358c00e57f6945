"""What `manage.py check` finds wrong with an installation that is not a demonstration."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.db import DatabaseError

from lms.people.models import Person

KEYS = ("SECRET_KEY", "PHONE_INDEX_KEY", "PHONE_CIPHER_KEY")


def keys_are_there(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Without its keys an installation in production finds nobody by telephone and protects no number."""
    if not settings.PRODUCTION:
        return []
    return [
        Error(f"{name} is not set.", hint="See docs/reference/settings.md.", id="people.E001")
        for name in KEYS
        if len(getattr(settings, name, "")) < 32
    ]


def no_demonstration_accounts(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Their passwords are published, so that no installation in production may hold any."""
    if not settings.PRODUCTION:
        return []
    try:
        count = Person.objects.filter(is_demo=True, is_active=True).count()
    except DatabaseError:  # before the first migration there are no accounts at all
        return []
    if not count:
        return []
    hint = "Start with an empty database; a demonstration is not turned into production."
    return [Error(f"The database holds {count} demonstration accounts.", hint=hint, id="people.E002")]
