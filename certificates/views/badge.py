"""The certificate as data, in the shape of Open Badges 3.0."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from certificates.limits import limited
from certificates.models import Certificate, Kind
from certificates.selectors import badge
from certificates.selectors.certificates import by_serial
from certificates.services import keys, tokens
from courses.models import Programme


@require_safe
@limited
def credential(request: HttpRequest, serial: str) -> HttpResponse:
    """The credential while it is in force; 410 with the state once it is not."""
    certificate = _completion(serial)
    return _over(certificate) or _json(badge.credential(certificate), status=200)


@require_safe
@limited
def token(request: HttpRequest, serial: str) -> HttpResponse:
    """The credential as a signed token; 404 where the installation has no key, 410 once it is not in force."""
    certificate = _completion(serial)
    if not keys.available():
        raise Http404
    if (over := _over(certificate)) is not None:
        return over
    key = keys.own_key()
    text = tokens.token(badge.claims(certificate), key=key, key_url=badge.key_url(key.thumbprint))
    return _open_to_all(HttpResponse(text, content_type="application/vc+jwt"))


@require_safe
@limited
def key(request: HttpRequest, thumbprint: str) -> HttpResponse:
    """The public half of the signing key, which tokens name in their header."""
    if not keys.available() or keys.own_key().thumbprint != thumbprint:
        raise Http404
    own = keys.own_key()
    return _json(own.jwk | {"kid": badge.key_url(thumbprint), "use": "sig", "alg": "ES256"}, status=200)


@require_safe
@limited
def achievement(request: HttpRequest, slug: str) -> HttpResponse:
    programme = get_object_or_404(Programme.objects.filter(certificates__isnull=False).distinct(), slug=slug)
    return _json({"@context": badge.CONTEXT} | badge.achievement(programme.slug, programme.title), status=200)


@require_safe
@limited
def issuer(request: HttpRequest) -> HttpResponse:
    return _json({"@context": badge.CONTEXT} | badge.issuer(badge.site_issuer()), status=200)


def _completion(serial: str) -> Certificate:
    """The certificate of that number; a proof of hours is no achievement and has no badge."""
    certificate = by_serial(serial)
    if certificate is None or certificate.kind != Kind.COMPLETION:
        raise Http404
    return certificate


def _over(certificate: Certificate) -> HttpResponse | None:
    """What is answered of a certificate that is no longer in force; None while it is."""
    state = certificate.state_on(timezone.localdate())
    if state == Certificate.State.ISSUED:
        return None
    return _json({"id": badge.credential_url(certificate), "state": state.value}, status=410)


def _json(data: dict[str, Any], *, status: int) -> HttpResponse:
    return _open_to_all(
        JsonResponse(
            data, status=status, json_dumps_params={"ensure_ascii": False, "indent": 2}, content_type="application/json"
        )
    )


def _open_to_all(response: HttpResponse) -> HttpResponse:
    """Read by verifiers of other sites, found by no search engine, never older than the register."""
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Cache-Control"] = "private, no-store"
    response["Access-Control-Allow-Origin"] = "*"
    return response
