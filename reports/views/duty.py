"""Duty files for those who keep them, and one's own statement of class hours."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from courses.selectors.programmes import chosen
from courses.selectors.recognised import programmes_with_hours
from lms.audit.services.log import record as audit
from lms.people.models import Mandate, OrganisingUnit, Person, Role
from lms.people.permissions import roles_required
from lms.people.sign_in import signed_in
from reports.selectors import duty
from reports.services import duty_files

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}


@require_safe
@roles_required(Role.COMMITTEE, Role.ORGANISER, Role.CHAIR)
def files(request: HttpRequest) -> HttpResponse:
    """From where the files are taken, for the units that one sees."""
    units = OrganisingUnit.objects.visible_to(signed_in(request)).exclude(kind=OrganisingUnit.Kind.COMMITTEE)
    return render(request, "reports/duty_files.html", {"units": units})


@require_safe
@roles_required(Role.COMMITTEE, Role.ORGANISER, Role.CHAIR)
def download(request: HttpRequest, kind: str) -> HttpResponse:
    """Those in office today, of one unit or of all that one sees; noted in the audit."""
    person, day = signed_in(request), timezone.localdate()
    units = OrganisingUnit.objects.visible_to(person)
    slug = request.GET.get("unit", "")
    if slug:
        units = units.filter(pk=get_object_or_404(units, slug=slug).pk)
    found = duty.sections(Mandate.objects.serving_on(day).visible_to(person).filter(unit__in=units))
    if kind == "json":
        content = duty_files.in_json(found, day)
    else:
        content = duty_files.as_csv(found) if kind == "csv" else duty_files.as_xlsx(found, day)
    audit(actor_uuid=person.uuid, verb="duty_file.downloaded", object_type="unit", object_id=slug or "*", purpose=kind)
    return _file(content, TYPES[kind], f"duty-file-{day:%Y%m%d}.{kind}")


@require_safe
def schema(request: HttpRequest) -> HttpResponse:
    """What the JSON file holds, for the platform that reads it."""
    return HttpResponse(duty_files.SCHEMA.read_bytes(), content_type="application/schema+json")


@require_safe
@login_required
def own_statement(request: HttpRequest) -> HttpResponse:
    return _statement(request, signed_in(request))


@require_safe
@login_required
def own_statement_pdf(request: HttpRequest) -> HttpResponse:
    return _statement_pdf(request, signed_in(request))


@require_safe
@roles_required(Role.COMMITTEE, Role.ORGANISER, Role.CHAIR)
def statement_pdf(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """That of a deputy one looks after; noted in the audit."""
    looker = signed_in(request)
    person = get_object_or_404(Person.objects.visible_to(looker), uuid=uuid)
    answer = _statement_pdf(request, person)
    audit(actor_uuid=looker.uuid, verb="statement.downloaded", object_type="person", object_id=str(person.uuid))
    return answer


def _statement(request: HttpRequest, person: Person) -> HttpResponse:
    programmes = list(programmes_with_hours(person))
    programme = chosen(programmes, request.GET.get("programme", ""))
    said = duty.statement(person, programme) if programme else None
    address = f"{reverse('reports:own_statement_pdf')}?programme={programme.slug}" if programme else ""
    return render(request, "reports/statement.html", {"statement": said, "programmes": programmes, "pdf": address})


def _statement_pdf(request: HttpRequest, person: Person) -> HttpResponse:
    programme = chosen(list(programmes_with_hours(person)), request.GET.get("programme", ""))
    if programme is None:
        raise Http404
    now, day = timezone.now(), timezone.localdate()
    content = duty_files.statement_pdf(duty.statement(person, programme), now, day)
    return _file(content, "application/pdf", f"hours-{day:%Y%m%d}.pdf")


def _file(content: bytes, content_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response
