"""Help: the guides of whoever asks first, then everything else."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from lms.people.models import Mandate
from lms.site import guides


def index(request: HttpRequest) -> HttpResponse:
    """The list of guides, those of one's own roles apart; for a stranger the deputy's comes first."""
    own: list[tuple[str, str]] = []
    if request.user.is_authenticated:
        deputy = Mandate.objects.filter(person=request.user).exists()
        own = guides.own(request.user.role_names, deputy=deputy)
    mine = {name for name, _title in own}
    others = guides.listed([name for name in guides.PAGES if name not in mine])
    return render(request, "site/help_index.html", {"own": own, "others": others})


def page(request: HttpRequest, name: str) -> HttpResponse:
    """One guide."""
    if name not in guides.PAGES:
        raise Http404
    return render(request, "site/help_page.html", {"title": guides.title(name), "html": guides.html(name)})
