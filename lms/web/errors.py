"""What a person may read when something is refused."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.template.loader import get_template
from django.utils.functional import Promise


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
    """Turns a refusal into a page in words, or into JSON for whoever asked for JSON."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

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
    return render(request, "400.html", status=400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "403.html", status=403)


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Without the database, which may be what is broken."""
    return HttpResponse(get_template("500.html").render(), status=500)


def csrf_failure(request: HttpRequest, reason: str = "", **kwargs: Any) -> HttpResponse:
    return render(request, "403_csrf.html", status=403)
