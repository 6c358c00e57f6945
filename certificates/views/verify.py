"""The public pages: anybody may check a certificate by its number or its code."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_POST, require_safe

from certificates.forms import FileForm, FindForm
from certificates.limits import limited
from certificates.models import Certificate
from certificates.selectors.certificates import by_serial, by_sha256
from certificates.serial import GROUPS, LENGTH, canonical, grouped, misprint
from certificates.services import keys
from certificates.words import advice


@require_safe
@limited
def find(request: HttpRequest) -> HttpResponse:
    """Enter a number; a mistyped one is answered with the group to look at again."""
    if "number" not in request.GET:
        return _find(request)
    form = FindForm(request.GET)
    if not form.is_valid():
        return _find(request, status=400, form=form)
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
        return _find(request, status=404, unknown=grouped(serial))
    return _state(request, certificate)


@require_POST
@limited
def check(request: HttpRequest) -> HttpResponse:
    """Whether a PDF is one that was issued here, byte for byte. Nothing of it is kept; where scripts run, only its
    digest arrives."""
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _find(request, status=400, file_form=form)
    certificate = by_sha256(form.cleaned_data["sha256"])
    if certificate is None:
        return _find(request, status=404, strange_file=True)
    return _state(request, certificate, same_file=True)


def _state(request: HttpRequest, certificate: Certificate, *, same_file: bool = False) -> HttpResponse:
    context = {
        "certificate": certificate,
        "state": certificate.state_on(timezone.localdate()),
        "is_holder": request.user.is_authenticated and request.user.pk == certificate.person_id,
        "signs": keys.available(),
        "same_file": same_file,
        "file_form": FileForm(),
    }
    return _quiet(render(request, "certificates/verify_state.html", context))


def _find(request: HttpRequest, *, status: int = 200, **context: object) -> HttpResponse:
    """The page that asks for a number or a file, with what is to be said first."""
    blank = {"form": FindForm(), "file_form": FileForm()}
    return _quiet(render(request, "certificates/verify_find.html", blank | context, status=status))


def _ask_again(request: HttpRequest, typed: str) -> HttpResponse:
    fault = misprint(typed)
    form = FindForm({"number": grouped(canonical(typed)) if len(canonical(typed)) == LENGTH else typed})
    form.is_valid()
    if fault is not None:
        form.add_error("number", advice(fault))
    return _find(request, status=404, form=form, fault=fault, groups=range(1, GROUPS + 1))


def _quiet(response: HttpResponse) -> HttpResponse:
    """Found by nobody but whoever has the number, and never older than the register."""
    response["X-Robots-Tag"] = "noindex, nofollow"
    patch_cache_control(response, private=True, no_store=True)
    return response
