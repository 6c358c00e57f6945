from collections import Counter
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lms.people.forms.roster import UploadForm
from lms.people.models import ImportBatch, Role, RosterDraft
from lms.people.permissions import roles_required
from lms.people.roster.columns import NEEDED, TITLES, label
from lms.people.roster.differences import WORDS, Kind
from lms.people.services import roster_drafts
from lms.people.services.roster import Check, RosterRefused
from lms.people.sign_in import signed_in
from lms.web.errors import Refusal

A_PAGE = 50
AT_A_TIME = 100
"""So many wrong cells are shown to be corrected at a time; the rest follows."""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@roles_required(Role.COMMITTEE)
def upload(request: HttpRequest) -> HttpResponse:
    """Choose a roster; what was uploaded before and not decided; the last imports."""
    by, now = signed_in(request), timezone.now()
    form = UploadForm(request.POST or None, request.FILES or None, initial={"effective_on": timezone.localdate(now)})
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        day = form.cleaned_data["effective_on"]
        try:
            draft = roster_drafts.open_draft(content=file.read(), filename=file.name, effective_on=day, by=by, now=now)
        except Refusal as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("people:roster_draft", uuid=draft.uuid)
    context = {
        "form": form,
        "drafts": RosterDraft.objects.filter(by=by, state=RosterDraft.State.OPEN).order_by("-created_at", "-pk"),
        "batches": ImportBatch.objects.select_related("by")[:10],
        "needed": [label(name) for name in NEEDED],
        "optional": [label(name) for name in TITLES if name not in NEEDED and name != "serial"],
    }
    return render(request, "people/roster_upload.html", context, status=400 if form.errors else 200)


def _own(request: HttpRequest, uuid: UUID) -> RosterDraft:
    """A draft is seen by whoever uploaded it, and nobody else."""
    return get_object_or_404(RosterDraft, uuid=uuid, by=signed_in(request))


@roles_required(Role.COMMITTEE)
def draft(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """What the roster would do: wrong cells to correct, people to decide, differences. POST keeps what was typed."""
    found, now = _own(request, uuid), timezone.now()
    if found.state != RosterDraft.State.OPEN:
        return redirect("people:roster_done", uuid=found.uuid)
    if request.method == "POST":
        cells, people = _typed(request)
        roster_drafts.correct(draft=found, cells=cells, people=people, by=signed_in(request), now=now)
        return redirect("people:roster_draft", uuid=found.uuid)
    checked = roster_drafts.check(found, now=now)
    return render(request, "people/roster_draft.html", {"draft": found} | _preview(request, found, checked))


def _typed(request: HttpRequest) -> tuple[dict[tuple[int, str], str], dict[int, str]]:
    """What the form sent: "cell:12:phone" and "person:12"; cells that were left as they are do not count."""
    cells: dict[tuple[int, str], str] = {}
    people: dict[int, str] = {}
    for key, value in request.POST.items():
        kind, _colon, rest = str(key).partition(":")
        row, _colon, name = rest.partition(":")
        if not row.isascii() or not row.isdigit() or len(row) > 6:
            continue
        if kind == "cell" and str(value) != request.POST.get(f"was:{rest}"):
            cells[int(row), name] = str(value)
        elif kind == "person":
            people[int(row)] = str(value)
    return cells, people


def _preview(request: HttpRequest, found: RosterDraft, checked: Check) -> dict[str, Any]:
    counts = Counter(difference.kind for difference in checked.differences)
    kind = request.GET.get("kind", "")
    shown = [each for each in checked.differences if not kind or each.kind == kind]
    return {
        "check": checked,
        "counts": checked.counts,
        "faults": _cells(checked)[:AT_A_TIME],
        "fault_count": len(checked.faults),
        "conflicts": checked.conflicts[:AT_A_TIME],
        "kinds": [(each, WORDS[each], counts[each]) for each in Kind if counts[each]],
        "kind": kind,
        "page": Paginator(shown, A_PAGE).get_page(request.GET.get("page")),
        "typed": len(found.corrections) + len(found.decisions),
        "unread": checked.table.unread,
    }


def _cells(checked: Check) -> list[dict[str, Any]]:
    """One entry for each wrong cell, with all that is wrong with it."""
    cells: dict[tuple[int, str], dict[str, Any]] = {}
    names = {line.number: line.cells.get("name") for line in checked.table.lines}
    for fault in checked.faults:
        cell = cells.setdefault(
            (fault.row, fault.field),
            {
                "row": fault.row,
                "key": f"{fault.row}:{fault.field}",
                "title": fault.title,
                "value": fault.value,
                "who": str(names.get(fault.row) or ""),
                "faults": [],
            },
        )
        cell["faults"].append(fault)
    return list(cells.values())


@require_POST
@roles_required(Role.COMMITTEE)
def confirm(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Import it. Pressing twice is harmless; a long roster goes to the queue."""
    found, by, now = _own(request, uuid), signed_in(request), timezone.now()
    done = reverse("people:roster_done", kwargs={"uuid": found.uuid})
    if found.state != RosterDraft.State.OPEN:
        return redirect(done)
    if roster_drafts.check(found, now=now).rows > roster_drafts.AT_ONCE:
        job = roster_drafts.confirm_by_queue(draft=found, by=by, next_url=done, now=now)
        return redirect("notify:job", uuid=job.uuid)
    try:
        roster_drafts.confirm(draft=found, by=by, now=now)
    except RosterRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("people:roster_draft", uuid=found.uuid)
    return redirect(done)


@require_POST
@roles_required(Role.COMMITTEE)
def give_up(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Delete the uploaded file."""
    roster_drafts.give_up(draft=_own(request, uuid), by=signed_in(request), now=timezone.now())
    messages.success(request, _("The uploaded roster is deleted; nothing was imported."))
    return redirect("people:roster")


@require_GET
@roles_required(Role.COMMITTEE)
def done(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """What the import did, and what comes next."""
    found = _own(request, uuid)
    if found.state == RosterDraft.State.OPEN:
        return redirect("people:roster_draft", uuid=found.uuid)
    return render(request, "people/roster_done.html", {"draft": found, "counts": found.counts})


@require_POST
@roles_required(Role.COMMITTEE)
def faults_file(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The bad rows as a marked workbook."""
    found = _own(request, uuid)
    content = roster_drafts.faults_file(draft=found, by=signed_in(request), now=timezone.now())
    name = _("To correct") + f" {found.filename.rpartition('.')[0] or found.filename}.xlsx"
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = f"attachment; filename*=utf-8''{quote(name)}"
    response["Cache-Control"] = "private, no-store"
    return response
