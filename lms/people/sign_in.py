"""Who sits in front of the page."""

from django.http import HttpRequest

from lms.people.models import Person


def signed_in(request: HttpRequest) -> Person:
    """The person who is signed in, for views behind `login_required`."""
    assert isinstance(request.user, Person)
    return request.user
