"""What the views of a sitting share: whose it is, and from which browser an answer comes."""

from uuid import UUID

from django.http import Http404, HttpRequest
from django.utils.crypto import salted_hmac

from lms.people.sign_in import signed_in
from quizzes.delivery.models import Attempt
from quizzes.delivery.selectors import sittings


def own_attempt(request: HttpRequest, uuid: UUID) -> Attempt:
    """The person's attempt; another person's is not found."""
    attempt = sittings.own_attempt(person=signed_in(request), uuid=uuid)
    if attempt is None:
        raise Http404
    return attempt


def this_browser(request: HttpRequest, named: str = "") -> str:
    """The browser's own name if its script gave one, else a pseudonym of the session."""
    if named:
        return named
    return salted_hmac("quizzes.delivery.client", request.session.session_key or "").hexdigest()[:20]


def number(text: str | None) -> int | None:
    """A small whole number from an address or a form; None for anything else."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 6 else None
