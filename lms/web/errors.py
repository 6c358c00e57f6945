"""What a person may read when something is refused."""

import sys
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.contrib.sessions.exceptions import SessionInterrupted
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import get_template
from django.utils.functional import Promise
from django.utils.translation import gettext as _

OF_ANOTHER_PAGE = "incorrect."
"""How Django ends the reason when there are a cookie and a token, of different pages."""
AGAIN_AFTER = 30
"""Seconds after which a browser may ask again while the database is away."""


class Refusal(Exception):
    """A rule said no. The message is for the person in front of the page, in their language."""

    status = 409

    def __init__(self, message: str | Promise, status: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.status = status or type(self).status

    def __str__(self) -> str:
        return str(self.message)


class NotAllowed(Refusal):
    """This person may not do or see this."""

    status = 403


class BadInput(Refusal):
    """What was sent cannot be read; nothing was written."""

    status = 400


class RefusalMiddleware:
    """Turns a refusal into a page in words, or into JSON for whoever asked for JSON; so too the empty answer that a
    browser gets at an address which only takes a form."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        answer = self.get_response(request)
        opened = request.method == "GET" and request.accepts("text/html")
        if not opened or not isinstance(answer, HttpResponseNotAllowed):
            return answer
        context = {
            "message": _("This address takes what a page sends; it is not to be opened by itself."),
            "back": _page_before(request),
        }
        page = render(request, "refusal.html", context, status=405)
        page["Allow"] = answer["Allow"]
        return page

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refusal):
            return None
        if request.accepts("application/json") and not request.accepts("text/html"):
            return JsonResponse({"error": str(exception)}, status=exception.status)
        context = {"message": str(exception), "back": _page_before(request)}
        return render(request, "refusal.html", context, status=exception.status)


def _page_before(request: HttpRequest) -> str:
    """The address on this site that the person came from, or ""."""
    before = urlsplit(request.headers.get("Referer", ""))
    if before.netloc != request.get_host() or (before.path == request.path and request.method == "GET"):
        return ""
    return before.path + (f"?{before.query}" if before.query else "")


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """A session that could not be written because the database went away is no fault of the request, although Django
    tells of both as of a session that was deleted meanwhile."""
    if isinstance(exception, SessionInterrupted):
        not_written = exception.__context__
        if not_written and _database_is_away(not_written.__context__):
            return _away(request)
    return render(request, "400.html", status=400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "403.html", status=403)


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Without the database, which may be what is broken: then 503, in JSON for whoever asked for JSON. A browser that
    saves answers keeps them on a 503 and sends them again."""
    if not _database_is_away(sys.exc_info()[1]):
        return HttpResponse(get_template("500.html").render(), status=500)
    return _away(request)


def _away(request: HttpRequest) -> HttpResponse:
    answer: HttpResponse
    if request.accepts("application/json") and not request.accepts("text/html"):
        answer = JsonResponse({"error": _("The site is away for a moment. Please try again in a minute.")}, status=503)
    else:
        answer = HttpResponse(get_template("503.html").render({"sent": request.method == "POST"}), status=503)
    answer["Retry-After"] = str(AGAIN_AFTER)
    answer["Cache-Control"] = "no-store"
    return answer


def _database_is_away(error: BaseException | None) -> bool:
    """Not reached, shutting down, locked or full: it may work in a minute. A wrong query of ours, which SQLite calls an
    operational error too, will not."""
    if not isinstance(error, OperationalError | InterfaceError):
        return False
    return getattr(error.__cause__, "sqlite_errorname", "") != "SQLITE_ERROR"


def csrf_failure(request: HttpRequest, reason: str = "", **kwargs: Any) -> HttpResponse:
    """Whoever is not signed in may have opened two pages before the browser held any cookie: the first one's token was
    replaced by the second's. The page is shown anew, with a word. Without a cookie at all that would go in circles."""
    back = _page_before(request)
    if not back or request.user.is_authenticated or not reason.endswith(OF_ANOTHER_PAGE):
        return render(request, "403_csrf.html", status=403)
    messages.warning(request, _("Nothing was sent yet, for your safety. Please fill in the page once more."))
    return redirect(back)
