"""What the committee's staff do with a report after it was written: review, links, papers, sending, filing."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from courses.models import Programme
from lms.audit.services.log import record as audit
from lms.people.models import Role
from lms.people.permissions import roles_required
from lms.people.sign_in import signed_in
from lms.web.private import serve_private
from reports.forms import FinalForm, PaperForm, PersonForm, ScheduleForm
from reports.models import Confirmation, FinalVersion
from reports.services import archiving, finals, invitations, papers, schedules, steps
from reports.services.documents import TYPES
from reports.services.files import STORAGE
from reports.views.reports import context_of, one_report


def _step(does: Callable[..., object], said: str) -> Callable[[HttpRequest, UUID], HttpResponseBase]:
    @require_POST
    @roles_required(Role.COMMITTEE)
    def view(request: HttpRequest, uuid: UUID) -> HttpResponse:
        does(report=one_report(request, uuid), by=signed_in(request), now=timezone.now())
        messages.success(request, _(said))
        return redirect("reports:report", uuid=uuid)

    return view


review = _step(steps.review, gettext_noop("The report is reviewed and no longer changes."))
give_back = _step(steps.give_back, gettext_noop("The report is a draft again."))
send = _step(steps.send, gettext_noop("It is noted that the report was sent."))


@require_POST
@roles_required(Role.COMMITTEE)
def archive(request: HttpRequest, uuid: UUID) -> HttpResponse:
    job = archiving.archive(report=one_report(request, uuid), by=signed_in(request), now=timezone.now())
    return redirect("notify:job", uuid=job.uuid)


@never_cache
@require_POST
@roles_required(Role.COMMITTEE)
def invite(request: HttpRequest, uuid: UUID, purpose: str) -> HttpResponse:
    """Make a one-time link and show it, this once."""
    found, form = one_report(request, uuid), PersonForm(request.POST)
    if not form.is_valid():
        return render(request, "reports/report_detail.html", context_of(request, found, person_form=form), status=400)
    made, token = invitations.invite(
        report=found, purpose=purpose, **form.cleaned_data, by=signed_in(request), now=timezone.now()
    )
    address = request.build_absolute_uri(reverse("reports:invited", args=[token]))
    return render(request, "reports/link_made.html", {"report": found, "made": made, "address": address})


@require_POST
@roles_required(Role.COMMITTEE)
def withdraw(request: HttpRequest, uuid: UUID) -> HttpResponse:
    found = one_report(request, uuid)
    invitations.withdraw(report=found, by=signed_in(request), now=timezone.now())
    messages.success(request, _("The link opens nothing any more."))
    return redirect("reports:report", uuid=uuid)


@require_POST
@roles_required(Role.COMMITTEE)
def paper(request: HttpRequest, uuid: UUID, answer: str) -> HttpResponse:
    """The scan of what somebody signed."""
    found, form = one_report(request, uuid), PaperForm(request.POST, request.FILES)
    if not form.is_valid():
        return render(request, "reports/report_detail.html", context_of(request, found, paper_form=form), status=400)
    said = form.cleaned_data
    papers.hand_in(
        report=found,
        answer=answer,
        name=said["name"],
        post=said["post"],
        words=said["words"],
        content=said["file"].read(papers.MOST_BYTES + 1),
        by=signed_in(request),
        now=timezone.now(),
    )
    messages.success(request, _("The signed paper is kept with the report."))
    return redirect("reports:report", uuid=uuid)


@require_POST
@roles_required(Role.COMMITTEE)
def final(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The document as it was finished in a word processor."""
    found, form = one_report(request, uuid), FinalForm(request.POST, request.FILES)
    if not form.is_valid():
        return render(request, "reports/report_detail.html", context_of(request, found, final_form=form), status=400)
    made = finals.hand_in(
        report=found,
        content=form.cleaned_data["file"].read(papers.MOST_BYTES + 1),
        by=signed_in(request),
        now=timezone.now(),
    )
    if made.differences:
        messages.warning(request, _("Some figures are not those of the snapshot; they are listed below."))
    else:
        messages.success(request, _("All figures are those of the snapshot."))
    return redirect("reports:report", uuid=uuid)


@require_safe
@roles_required(Role.COMMITTEE)
def kept(request: HttpRequest, uuid: UUID, what: str, pk: int) -> HttpResponseBase:
    """A finished version or a signed paper, from private storage, noted in the audit."""
    found = one_report(request, uuid)
    kept: FinalVersion | Confirmation = (
        get_object_or_404(FinalVersion, pk=pk, report=found)
        if what == "final"
        else get_object_or_404(Confirmation.objects.exclude(file=""), pk=pk, report=found)
    )
    kind = kept.file.rpartition(".")[2]
    audit(
        actor_uuid=signed_in(request).uuid, verb="report.downloaded", object_type="report", object_id=str(found.uuid),
        purpose=f"{what} {kind}",
    )  # fmt: skip
    return serve_private(
        request,
        storage_name=STORAGE,
        filename=kept.file,
        content_type=TYPES[kind],
        download_name=f"{found.title}-{what}-{pk}.{kind}",
    )


@require_POST
@roles_required(Role.COMMITTEE)
def plan(request: HttpRequest, slug: str) -> HttpResponse:
    """When the next report of a programme is due; without a day, none is."""
    programme = get_object_or_404(Programme, slug=slug)
    if request.POST.get("off"):
        schedules.unplan(programme=programme, by=signed_in(request), now=timezone.now())
        messages.success(request, _("No report is planned any more."))
        return redirect("reports:list")
    form = ScheduleForm(request.POST)
    if form.is_valid():
        schedules.plan(programme=programme, **form.cleaned_data, by=signed_in(request), now=timezone.now())
        messages.success(request, _("Planned. The staff are reminded two weeks before."))
    else:
        messages.error(request, _("Choose a day, such as 2027-01-15."))
    return redirect("reports:list")
