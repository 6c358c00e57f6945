"""When a session was last written, so that it is written no more often than it must."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

RENEWED = "renewed"


def renew(request: HttpRequest) -> None:
    """Note the moment; that makes Django write the session with a new last hour."""
    request.session[RENEWED] = int(timezone.now().timestamp())


def begin(sender: Any, request: HttpRequest, **details: Any) -> None:
    """On signing in, in the write that happens then anyway."""
    renew(request)
