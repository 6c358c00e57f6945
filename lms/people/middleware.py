"""What happens around a page when the sign-in has run out, or the account is not in order yet."""

from collections.abc import Callable
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.shortcuts import resolve_url
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.people import sessions, unsent
from lms.people.account_rules import password_expired, second_factor_missing
from lms.people.models import Person
from lms.web.errors import permission_denied

Response = Callable[[HttpRequest], HttpResponseBase]
FREE = ("/accounts/", "/me/password/", "/s/", "/elder/", "/help/", "/healthz", "/readyz", settings.STATIC_URL)
"""What can be reached while something about the account is not in order."""
HEALTH = ("/healthz", "/readyz")
"""Answers even where the database does not: nobody is looked up there."""
SECOND_FACTOR_SEEN = "second_factor_seen"
RENEW_EVERY = 60
"""Seconds: so much earlier than SESSION_IDLE_MINUTES a session may end."""


class RenewSessionMiddleware:
    """Lets a session in use live on, by one write a minute.

    Django's own SESSION_SAVE_EVERY_REQUEST writes at every page: that made a reader wait for writers, and turned a
    page into an error where the database was busy for long.
    """

    def __init__(self, get_response: Response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path not in HEALTH and SESSION_KEY in request.session and _age(request) >= RENEW_EVERY:
            sessions.renew(request)
        return self.get_response(request)


def _age(request: HttpRequest) -> float:
    """Seconds since the session was written last."""
    return timezone.now().timestamp() - request.session.get(sessions.RENEWED, 0)


class SignInAgainMiddleware:
    """Leads whoever was signed out by the clock back to the page they were on.

    What was typed into a form is kept, and shown once more after the sign-in; where it cannot be kept, the way leads to
    the page with the form. A script gets a plain 401, so that it never takes the sign-in page for an answer.
    """

    def __init__(self, get_response: Response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.path in HEALTH:
            return response
        unsent.mark(request, response)
        if response.status_code != 302:
            return response
        sign_in = resolve_url(settings.LOGIN_URL)
        target = urlsplit(response.headers.get("Location", ""))
        if target.path != sign_in or request.path.startswith("/accounts/"):
            return response
        if request.user.is_authenticated:  # the editor sends a wrong role here; the sign-in would send it back
            return permission_denied(request)
        if not request.accepts("text/html"):
            return JsonResponse({"error": _("Please sign in again."), "sign_in": sign_in}, status=401)
        if request.method in {"GET", "HEAD"}:
            if not unsent.last_here(request):
                return response
            return HttpResponseRedirect(f"{response.headers['Location']}&again=1")
        page = _page_of_the_form(request)
        if unsent.keep(request, page=page):
            return HttpResponseRedirect(
                f"{sign_in}?{urlencode({'next': resolve_url('people:unsent'), 'again': 'kept'})}"
            )
        return HttpResponseRedirect(f"{sign_in}?{urlencode({'next': page, 'again': 'sent'})}")


def _page_of_the_form(request: HttpRequest) -> str:
    """The page on this site from which the form was sent; the start where that is not known."""
    before = urlsplit(request.headers.get("Referer", ""))
    if before.netloc != request.get_host() or not before.path:
        return settings.LOGIN_REDIRECT_URL
    return before.path + (f"?{before.query}" if before.query else "")


class AccountRulesMiddleware:
    """Holds whoever is signed in at the page where the account is put in order."""

    def __init__(self, get_response: Response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        person = None if request.path.startswith(FREE) else request.user
        if isinstance(person, Person):
            if person.must_set_password or password_expired(person, now=timezone.now()):
                return _lead(request, "people:choose_password")
            if not request.session.get(SECOND_FACTOR_SEEN) and settings.MFA_REQUIRED_ROLES:
                if second_factor_missing(person):
                    messages.warning(request, _("Your role needs a second factor. Please set it up now."))
                    return _lead(request, "mfa_activate_totp")
                request.session[SECOND_FACTOR_SEEN] = True
        return self.get_response(request)


def _lead(request: HttpRequest, name: str) -> HttpResponseRedirect:
    """To the page of that name, keeping where the person wanted to go."""
    back = request.get_full_path() if request.method == "GET" else _page_of_the_form(request)
    return HttpResponseRedirect(f"{resolve_url(name)}?{urlencode({'next': back})}")
