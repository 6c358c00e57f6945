"""The elder mode 长辈版: larger letters and targets. A cookie holds it, and the person where somebody is signed in."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

COOKIE = "elder"
YEAR = 365 * 24 * 3600

_read: Callable[[HttpRequest], bool | None] | None = None
_write: Callable[[HttpRequest, bool], None] | None = None


def use_store(read: Callable[[HttpRequest], bool | None], write: Callable[[HttpRequest, bool], None]) -> None:
    """Let a room above keep the choice with the person. `read` gives None where it knows nothing."""
    global _read, _write
    _read, _write = read, write


def is_elder(request: HttpRequest) -> bool:
    """Whether this page is shown in elder mode: what the person chose, else what this device chose."""
    kept = _read(request) if _read else None
    return request.COOKIES.get(COOKIE) == "1" if kept is None else kept


@require_POST
def switch(request: HttpRequest) -> HttpResponse:
    """Turn elder mode on or off and lead back to the same page."""
    wanted = request.POST.get("elder") == "1"
    target = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        target = "/"
    if _write:
        _write(request, wanted)
    response = HttpResponseRedirect(target)
    response.set_cookie(COOKIE, "1" if wanted else "0", max_age=YEAR, samesite="Lax", httponly=True)
    return response
