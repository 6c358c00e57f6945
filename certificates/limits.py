"""How often one address may ask the public pages. Counted in the cache; the address itself is kept nowhere."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

WINDOW = 60
LIMIT = 60
"""Looks per minute and address. A carrier puts a whole town behind one address, hence not fewer; a number has
128 random bits, hence no danger in as many."""


def limited(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The view, or a page that asks for a minute's patience (429) after LIMIT looks within a minute."""

    @wraps(view)
    def counted(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        key = f"certificates:looks:{_who(request)}"
        cache.add(key, 0, WINDOW)
        try:
            looks = cache.incr(key)
        except ValueError:  # the minute ended between the two lines
            looks = 1
        if looks <= LIMIT:
            return view(request, *args, **kwargs)
        response = render(request, "certificates/verify_busy.html", status=429)
        response["Retry-After"] = str(WINDOW)
        return response

    return counted


def _who(request: HttpRequest) -> str:
    """A digest of the client's address: behind our own proxy the last one that it added."""
    address = request.META.get("REMOTE_ADDR", "")
    if settings.SECURE_PROXY_SSL_HEADER:
        address = request.headers.get("X-Forwarded-For", address).rsplit(",", 1)[-1].strip()
    return hashlib.sha256(f"{settings.SECRET_KEY}{address}".encode()).hexdigest()[:32]
