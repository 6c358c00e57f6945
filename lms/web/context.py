"""What every page of the site is told."""

from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from lms.web import elder, navigation


def page(request: HttpRequest) -> dict[str, Any]:
    """Whether somebody is signed in, elder mode, the tabs, and the staff's links; empty where a middleware answered
    before anybody signed in. Whose links they are is looked up only by a page that shows them."""
    signed_in = hasattr(request, "user") and request.user.is_authenticated
    if request.path.startswith("/cms/") or not hasattr(request, "user"):
        return {"signed_in": signed_in, "tabs": "", "staff_links": [], "elder": False}
    return {
        "signed_in": signed_in,
        "elder": elder.is_elder(request),
        "tabs": navigation.tabs_shown(request) if signed_in else "",
        "staff_links": SimpleLazyObject(partial(navigation.staff_links, request)) if signed_in else [],
        "demo_site": settings.DEMO,
    }
