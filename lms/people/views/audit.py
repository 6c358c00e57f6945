import csv
from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lms.audit import verbs
from lms.audit.models import AuditEntry
from lms.people.forms.staff import AuditFilterForm
from lms.people.models import Role
from lms.people.permissions import roles_required
from lms.people.selectors import audit as selectors
from lms.people.selectors.audit import AuditLine
from lms.people.services import audit_checks
from lms.people.sign_in import signed_in
from lms.web.spreadsheets import harmless

A_PAGE = 50


@roles_required(Role.AUDIT_ADMIN)
def audit_page(request: HttpRequest) -> HttpResponse:
    """The audit log, filtered; looking at it is itself an entry."""
    form, wanted = _filters(request.GET)
    page = Paginator(selectors.found(**wanted), A_PAGE).get_page(request.GET.get("page"))
    lines = selectors.lines(page.object_list)
    audit_checks.note(verb="audit.viewed", by=signed_in(request), purpose=_told(wanted), now=timezone.now())
    return render(request, "people/audit.html", {"form": form, "page": page, "lines": lines})


@require_POST
@roles_required(Role.AUDIT_ADMIN)
def export(request: HttpRequest) -> StreamingHttpResponse:
    """Everything that the filter finds, as CSV."""
    _form, wanted = _filters(request.POST)
    found = selectors.found(**wanted)
    audit_checks.note(verb="audit.exported", by=signed_in(request), purpose=_told(wanted), now=timezone.now())
    response = StreamingHttpResponse(_csv(selectors.all_lines(found)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="audit-{timezone.localdate():%Y%m%d}.csv"'
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
@roles_required(Role.AUDIT_ADMIN)
def verify(request: HttpRequest) -> HttpResponse:
    """Walk the whole chain and tell whether every entry is as it was written."""
    person, now, back = signed_in(request), timezone.now(), reverse("people:audit")
    if AuditEntry.objects.count() > audit_checks.AT_ONCE:
        return redirect("notify:job", uuid=audit_checks.ask_for(by=person, next_url=back, now=now).uuid)
    whole, told = audit_checks.verify(by=person, now=now)
    (messages.success if whole else messages.error)(request, told)
    return redirect(back)


def _filters(data: Any) -> tuple[AuditFilterForm, dict[str, Any]]:
    """The form as it was filled in, and of it what can be read."""
    form = AuditFilterForm(data, verbs=sorted(verbs.choices(), key=lambda choice: choice[1]))
    form.is_valid()
    return form, {name: value for name, value in form.cleaned_data.items() if value}


def _told(wanted: dict[str, Any]) -> str:
    return " ".join(f"{name}={value}" for name, value in wanted.items())


class _Line:
    """A file for csv that hands each line back."""

    def write(self, text: str) -> str:
        return text


def _csv(lines: Iterator[AuditLine]) -> Iterator[str]:
    writer = csv.writer(_Line())
    yield "\ufeff"
    yield writer.writerow(
        [_("No."), _("Time"), _("By whom"), _("User name"), _("What was done"), _("Object"), _("Which"), _("Details")]
    )
    for line in lines:
        cells = [
            line.seq,
            line.at.isoformat(sep=" ", timespec="seconds"),
            line.actor,
            line.username,
            line.verb,
            line.object_type,
            line.object_id,
            line.purpose,
        ]
        yield writer.writerow([harmless(str(cell)) for cell in cells])
