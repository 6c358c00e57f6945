"""Whether the site lives, and whether it can work. Rooms above add what they stand on."""

from collections.abc import Callable

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.utils.crypto import get_random_string

Check = Callable[[], str]
_checks: dict[str, Check] = {}


def register(name: str, check: Check) -> None:
    """Add a check: it returns "" where all is well, else what is wrong in a few words, without personal data."""
    _checks[name] = check


def database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return ""


def storage() -> str:
    private = storages["private"]
    name = f"health/{get_random_string(8)}"
    private.delete(private.save(name, ContentFile(b"1")))
    return ""


def healthz(request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


def readyz(request: HttpRequest) -> JsonResponse:
    """Database, queue and storage answer; 503 and the first trouble of each where they do not."""
    found: dict[str, str] = {}
    for name, check in {"database": database, "storage": storage, **_checks}.items():
        try:
            found[name] = check() or "ok"
        except Exception as error:
            found[name] = type(error).__name__
    ready = all(state == "ok" for state in found.values())
    return JsonResponse({"status": "ok" if ready else "unready", **found}, status=200 if ready else 503)
