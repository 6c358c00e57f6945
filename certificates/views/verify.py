"""The public pages: anybody may check a certificate by its number or its code."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from certificates.forms import FindForm
from certificates.limits import limited
from certificates.selectors.certificates import by_serial
from certificates.serial import GROUPS, LENGTH, canonical, grouped, misprint
from certificates.services import keys
from certificates.words import advice


@require_safe
@limited
def find(request: HttpRequest) -> HttpResponse:
    """Enter a number; a mistyped one is answered with the group to look at again."""
    if "number" not in request.GET:
        return _quiet(render(request, "certificates/verify_find.html", {"form": FindForm()}))
    form = FindForm(request.GET)
    if not form.is_valid():
        return _quiet(render(request, "certificates/verify_find.html", {"form": form}, status=400))
    typed = form.cleaned_data["number"]
    if misprint(typed) is not None:
        return _ask_again(request, typed)
    return redirect("certificates:verify", serial=canonical(typed))


@require_safe
@limited
def verify(request: HttpRequest, serial: str) -> HttpResponse:
    """What everybody may know of one certificate: its state and a masked name.

    The register is asked whatever was typed, so that a number that nobody has takes as long as one that is mistyped.
    """
    certificate = by_serial(canonical(serial))
    if misprint(serial) is not None:
        return _ask_again(request, serial)
    if serial != canonical(serial):
        return redirect("certificates:verify", serial=canonical(serial))
    if certificate is None:
        context = {"form": FindForm(), "unknown": grouped(serial)}
        return _quiet(render(request, "certificates/verify_find.html", context, status=404))
    state = certificate.state_on(timezone.localdate())
    is_holder = request.user.is_authenticated and request.user.pk == certificate.person_id
    context = {"certificate": certificate, "state": state, "is_holder": is_holder, "signs": keys.available()}
    return _quiet(render(request, "certificates/verify_state.html", context))


def _ask_again(request: HttpRequest, typed: str) -> HttpResponse:
    fault = misprint(typed)
    form = FindForm({"number": grouped(canonical(typed)) if len(canonical(typed)) == LENGTH else typed})
    form.is_valid()
    if fault is not None:
        form.add_error("number", advice(fault))
    context = {"form": form, "fault": fault, "groups": range(1, GROUPS + 1)}
    return _quiet(render(request, "certificates/verify_find.html", context, status=404))


def _quiet(response: HttpResponse) -> HttpResponse:
    """Found by nobody but whoever has the number, and never older than the register."""
    response["X-Robots-Tag"] = "noindex, nofollow"
    patch_cache_control(response, private=True, no_store=True)
    return response
