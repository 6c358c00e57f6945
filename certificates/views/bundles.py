"""Many certificates in one file: ask, see what is there, download."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from certificates.forms import BundleForm
from certificates.models import Bundle
from certificates.services import bundles as bundle_services
from certificates.services import files
from lms.audit.services.log import record as audit
from lms.people.models import Role
from lms.people.permissions import roles_required
from lms.people.sign_in import signed_in
from lms.web.private import serve_private

PER_PAGE = 20
TYPES = {Bundle.Kind.ZIP: "application/zip", Bundle.Kind.PRINT: "application/pdf"}


@require_http_methods(["GET", "HEAD", "POST"])
@roles_required(Role.COMMITTEE)
def bundles(request: HttpRequest) -> HttpResponse:
    """What was put together in the last days, and the form that asks for more."""
    form = BundleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        _bundle, job = bundle_services.ask(
            programme=form.cleaned_data["programme"], kind=form.cleaned_data["kind"], by=signed_in(request)
        )
        return redirect("notify:job", uuid=job.uuid)
    if request.method == "POST":
        messages.error(request, _("Please choose a programme and what to make."))
    page = Paginator(Bundle.objects.select_related("programme").order_by("-created_at", "-pk"), PER_PAGE).get_page(
        request.GET.get("page")
    )
    return render(request, "certificates/bundles_list.html", {"form": form, "page": page})


@require_safe
@roles_required(Role.COMMITTEE)
def download(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    bundle = get_object_or_404(Bundle.objects.select_related("programme"), uuid=uuid)
    if not bundle.file:
        raise Http404
    audit(
        actor_uuid=signed_in(request).uuid,
        verb="certificates.downloaded",
        object_type="programme",
        object_id=bundle.programme.slug,
        purpose=str(bundle.get_kind_display()),
    )
    return serve_private(
        request,
        storage_name=files.STORAGE,
        filename=bundle.file,
        content_type=TYPES[Bundle.Kind(bundle.kind)],
        download_name=f"{bundle.programme.slug}-{bundle.created_at:%Y%m%d}{bundle.file[bundle.file.rindex('.') :]}",
    )
