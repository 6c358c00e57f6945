"""Lists with names: the recorded requests of a snapshot, and each list as a workbook."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lms.people.models import Role
from lms.people.permissions import roles_required
from lms.people.sign_in import signed_in
from reports.forms import NamedAnnexForm
from reports.models import NamedAnnex, Snapshot
from reports.services import annexes as services
from reports.services.documents import TYPES


@require_http_methods(["GET", "HEAD", "POST"])
@roles_required(Role.COMMITTEE)
def requests(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Record a request, and what was recorded before."""
    snapshot = get_object_or_404(Snapshot.objects.finished().select_related("programme"), uuid=uuid)
    form = NamedAnnexForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.record(snapshot=snapshot, **form.cleaned_data, by=signed_in(request), now=timezone.now())
        messages.success(request, _("Recorded. The list can be downloaded now."))
        return redirect("reports:named", uuid=uuid)
    recorded = NamedAnnex.objects.filter(snapshot=snapshot).select_related("by")
    context = {"snapshot": snapshot, "form": form, "recorded": recorded}
    return render(request, "reports/named_annexes.html", context, status=400 if form.errors else 200)


@require_safe
@roles_required(Role.COMMITTEE)
def download(request: HttpRequest, uuid: UUID) -> HttpResponse:
    annex = get_object_or_404(NamedAnnex.objects.select_related("snapshot__programme"), uuid=uuid)
    content = services.workbook(annex=annex, by=signed_in(request), now=timezone.now())
    response = HttpResponse(content, content_type=TYPES["xlsx"])
    response["Content-Disposition"] = f'attachment; filename="names-{annex.snapshot.as_of:%Y%m%d}.xlsx"'
    response["Cache-Control"] = "private, no-store"
    return response
