"""The job card of a module, to read and to print."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from courses import cards
from courses.models import ModulePage
from courses.views.pages import hide_what_is_not_offered
from lms.people.sign_in import signed_in


@login_required
@require_safe
def show(request: HttpRequest, slug: str) -> HttpResponse:
    return render(request, "courses/card.html", {"page": _page(request, slug)})


@login_required
@require_safe
def printed(request: HttpRequest, slug: str) -> HttpResponse:
    page = _page(request, slug)
    content = cards.pdf(title=page.title, html=page.card, day=page.last_published_at)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="card-{slug}.pdf"'
    return response


def _page(request: HttpRequest, slug: str) -> ModulePage:
    """404 where the module has no card, or is not offered to this person."""
    pages = ModulePage.objects.live().select_related("module").exclude(card="")
    page = get_object_or_404(pages, module__slug=slug)
    hide_what_is_not_offered(page, signed_in(request))
    return page
