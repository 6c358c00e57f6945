"""How often one address may show unknown account slips. Good slips count for nothing: a whole class scans at once."""

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest

LIMIT = 20
SECONDS = 600


def too_many(request: HttpRequest) -> bool:
    """Whether this address has shown too many unknown slips lately."""
    return int(cache.get(_key(request), 0)) >= LIMIT


def count(request: HttpRequest) -> None:
    """This address showed an unknown slip."""
    key = _key(request)
    if not cache.add(key, 1, SECONDS):
        try:
            cache.incr(key)
        except ValueError:  # it ran out between the two calls
            cache.add(key, 1, SECONDS)


def _key(request: HttpRequest) -> str:
    return f"slips:unknown:{get_adapter(request).get_client_ip(request)}"
