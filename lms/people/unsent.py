"""A form that was sent after the sign-in had run out: kept in the session until its sender has signed in again.

A signed cookie that outlives the session says who was signed in here last, so that nobody else is shown the form.
"""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from lms.people.models import Person

MARK = "last_here"
HOURS = 12
KEY = "unsent"
LONGEST = 50_000
SECRET = ("password", "csrfmiddlewaretoken", "code")


@dataclass(frozen=True)
class Unsent:
    """The form as it was sent: where to, from which page, and what was typed."""

    action: str
    page: str
    fields: list[tuple[str, str]]


def mark(request: HttpRequest, response: HttpResponseBase) -> None:
    """Remember on this device who is signed in; forget it once somebody signs out."""
    person, marked = request.user, last_here(request)
    if isinstance(person, Person):
        if marked != str(person.pk):
            response.set_signed_cookie(
                MARK,
                str(person.pk),
                max_age=HOURS * 3600,
                httponly=True,
                samesite="Lax",
                secure=settings.SESSION_COOKIE_SECURE,
            )
    elif marked and request.method == "POST" and request.path == "/accounts/logout/":
        response.delete_cookie(MARK)


def last_here(request: HttpRequest) -> str:
    """Whoever was signed in on this device within the last hours; "" where nobody was."""
    return str(request.get_signed_cookie(MARK, default="", max_age=HOURS * 3600) or "")


def keep(request: HttpRequest, *, page: str) -> bool:
    """Keep what was just sent, for its sender. False where that is not known, for files, and for what is very long."""
    owner = last_here(request)
    fields = [(name, value) for name, values in request.POST.lists() for value in values]
    fields = [(name, str(value)) for name, value in fields if not name.lower().startswith(SECRET)]
    if not owner or request.FILES or not fields or sum(len(value) for _name, value in fields) > LONGEST:
        return False
    request.session[KEY] = {"owner": owner, "action": request.get_full_path(), "page": page, "fields": fields}
    return True


def find(request: HttpRequest) -> Unsent | None:
    """What this person sent too late; None for anybody else. It is forgotten when it was somebody else's."""
    kept = request.session.get(KEY)
    if not kept:
        return None
    if kept["owner"] != str(request.user.pk):
        del request.session[KEY]
        return None
    fields = [(name, value) for name, value in kept["fields"]]
    return Unsent(action=kept["action"], page=kept["page"], fields=fields)
