"""The certificate as data, in the shape of Open Badges 3.0."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from certificates.limits import limited
from certificates.models import Certificate
from certificates.selectors import badge
from certificates.selectors.certificates import by_serial
from courses.models import Programme


@require_safe
@limited
def credential(request: HttpRequest, serial: str) -> HttpResponse:
    """The credential while it is in force; 410 with the state once it is not."""
    certificate = by_serial(serial)
    if certificate is None:
        raise Http404
    state = certificate.state_on(timezone.localdate())
    if state != Certificate.State.ISSUED:
        return _json({"id": badge.credential_url(certificate), "state": state.value}, status=410)
    return _json(badge.credential(certificate), status=200)


@require_safe
@limited
def achievement(request: HttpRequest, slug: str) -> HttpResponse:
    programme = get_object_or_404(Programme.objects.filter(certificates__isnull=False).distinct(), slug=slug)
    return _json({"@context": badge.CONTEXT} | badge.achievement(programme.slug, programme.title), status=200)


@require_safe
@limited
def issuer(request: HttpRequest) -> HttpResponse:
    return _json({"@context": badge.CONTEXT} | badge.issuer(badge.site_issuer()), status=200)


def _json(data: dict[str, Any], *, status: int) -> JsonResponse:
    response = JsonResponse(
        data, status=status, json_dumps_params={"ensure_ascii": False, "indent": 2}, content_type="application/json"
    )
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Cache-Control"] = "private, no-store"
    response["Access-Control-Allow-Origin"] = "*"
    return response
