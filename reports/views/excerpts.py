"""The part of a snapshot that is about one town or street, for its chair and for the committee."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from courses.models import Programme
from lms.audit.services.log import record as audit
from lms.people.models import Person, Role
from lms.people.permissions import has_role, roles_required, units_of
from lms.people.sign_in import signed_in
from lms.web.pdf import render_pdf
from reports.models import Snapshot
from reports.selectors.excerpt import Excerpt, excerpt
from reports.selectors.excerpt import units_of as units_in
from reports.services.duty_files import DESIGN
from reports.services.wording import chinese_day

TITLE = "{unit}人大代表数字履职培训和能力测评情况摘报"


@require_safe
@roles_required(Role.COMMITTEE, Role.CHAIR)
def page(request: HttpRequest) -> HttpResponse:
    """The newest published snapshot about the own town, or about one that the committee chooses; in the audit log."""
    found, names = _found(request)
    context = {"excerpt": found, "names": names, "day": chinese_day(found.snapshot.as_of) if found else ""}
    return render(request, "reports/excerpt.html", context)


@require_safe
@roles_required(Role.COMMITTEE, Role.CHAIR)
def pdf(request: HttpRequest) -> HttpResponse:
    """The same as a page to hand over."""
    found, _names = _found(request)
    if found is None or not found.parts:
        raise Http404
    said = {"excerpt": found, "title": TITLE.format(unit=found.unit), "day": chinese_day(found.snapshot.as_of)}
    html = render_to_string("reports/excerpt_print.html", said)
    design = DESIGN.read_text(encoding="utf-8")
    response = HttpResponse(
        render_pdf(html, stylesheets=[design], variant="pdf/a-3a", now=found.snapshot.made_at),
        content_type="application/pdf",
    )
    response["Content-Disposition"] = f'attachment; filename="excerpt-{found.snapshot.as_of:%Y%m%d}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


def _found(request: HttpRequest) -> tuple[Excerpt | None, list[str]]:
    """The excerpt, and the units one may choose from. Someone else's unit is not there."""
    person = signed_in(request)
    slug = request.GET.get("programme", "")
    programmes = Programme.objects.filter(slug=slug) if slug else Programme.objects.filter(live=True)
    decided = Snapshot.objects.filter(programme__in=programmes, cells__isnull=False).distinct()
    snapshot = decided.order_by("-programme__starts", "-as_of", "-made_at", "-pk").first()
    if snapshot is None:
        return None, []
    names = _names(person, snapshot)
    wanted = request.GET.get("unit", "") or (names[0] if names else "")
    if wanted not in names:
        raise Http404
    audit(
        actor_uuid=person.uuid,
        verb="report.excerpt",
        object_type="snapshot",
        object_id=str(snapshot.uuid),
        purpose=wanted,
    )
    return excerpt(snapshot, wanted), names


def _names(person: Person, snapshot: Snapshot) -> list[str]:
    all_names = units_in(snapshot)
    if has_role(person, Role.COMMITTEE):
        return all_names
    own = set(units_of(person, Role.CHAIR).values_list("short_name", flat=True))
    return [name for name in all_names if name in own] or sorted(own)
