"""The part of a snapshot that is about one town or street, for its chair and for the committee."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from courses.models import Programme
from lms.audit.services.log import record as audit
from lms.people.models import Person, Role
from lms.people.permissions import has_role, roles_required, units_of
from lms.people.sign_in import signed_in
from reports.models import Snapshot
from reports.selectors.excerpt import Excerpt, excerpt
from reports.selectors.excerpt import units_of as units_in
from reports.services import excerpts
from reports.services.documents import TYPES
from reports.services.wording import chinese_day

MAKERS = {"pdf": excerpts.pdf, "docx": excerpts.docx}


@require_safe
@roles_required(Role.COMMITTEE, Role.CHAIR)
def page(request: HttpRequest) -> HttpResponse:
    """The newest published snapshot about the own town, or about one that the committee chooses; in the audit log."""
    found, names = _found(request)
    context = {"excerpt": found, "names": names, "day": chinese_day(found.snapshot.as_of) if found else ""}
    return render(request, "reports/excerpt.html", context)


@require_safe
@roles_required(Role.COMMITTEE, Role.CHAIR)
def document(request: HttpRequest, kind: str) -> HttpResponse:
    """The same as PDF or DOCX to hand over."""
    found, _names = _found(request, kind)
    if found is None or not found.parts:
        raise Http404
    response = HttpResponse(MAKERS[kind](found), content_type=TYPES[kind])
    response["Content-Disposition"] = f'attachment; filename="excerpt-{found.snapshot.as_of:%Y%m%d}.{kind}"'
    response["Cache-Control"] = "private, no-store"
    return response


def _found(request: HttpRequest, kind: str = "") -> tuple[Excerpt | None, list[str]]:
    """The excerpt, and the units one may choose from. Someone else's unit is not there."""
    person = signed_in(request)
    slug = request.GET.get("programme", "")
    programmes = Programme.objects.filter(slug=slug) if slug else Programme.objects.filter(live=True)
    decided = Snapshot.objects.filter(programme__in=programmes, cells__isnull=False).distinct()
    snapshot = decided.order_by("-programme__starts", "-as_of", "-made_at", "-pk").first()
    if snapshot is None:
        return None, []
    names = _names(person, snapshot)
    if not names:
        return None, []
    wanted = request.GET.get("unit", "") or names[0]
    if wanted not in names:
        raise Http404
    audit(
        actor_uuid=person.uuid,
        verb="report.excerpt",
        object_type="snapshot",
        object_id=str(snapshot.uuid),
        purpose=f"{wanted} {kind}".strip(),
    )
    return excerpt(snapshot, wanted), names


def _names(person: Person, snapshot: Snapshot) -> list[str]:
    all_names = units_in(snapshot)
    if has_role(person, Role.COMMITTEE):
        return all_names
    own = set(units_of(person, Role.CHAIR).values_list("short_name", flat=True))
    return [name for name in all_names if name in own] or sorted(own)
