"""What other rooms and libraries call: each is one call into a service."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from lms.people.models import Person
from lms.people.services import accounts, locks


def kept_elder_mode(request: HttpRequest) -> bool | None:
    """What the person chose; None for a visitor, and before the first choice."""
    return request.user.elder_mode if isinstance(request.user, Person) else None


def keep_elder_mode(request: HttpRequest, elder: bool) -> None:
    if isinstance(request.user, Person):
        accounts.set_elder_mode(person=request.user, elder=elder)


def note_lock(sender: Any, *, username: str | None = None, **details: Any) -> None:
    locks.note(username=username or "", now=timezone.now())
