"""Who has no result yet, by unit; a reminder for the group chat; a further attempt after more training."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from courses.forms_training import ExtensionForm
from courses.models import Programme
from courses.permissions import people_in_hand, units_in_sight
from courses.selectors import stuck as selectors
from courses.services import makeup
from lms.audit.services import log
from lms.people.models import Role
from lms.people.permissions import roles_required
from lms.people.sign_in import signed_in
from quizzes.models import Quiz

PER_PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
@roles_required(Role.ORGANISER, Role.CHAIR, Role.COMMITTEE)
def listing(request: HttpRequest) -> HttpResponse:
    """The list; POST writes the reminder, which is noted in the audit when it holds names."""
    person = signed_in(request)
    programmes = Programme.objects.filter(live=True).order_by("-starts", "slug")
    programme = programmes.filter(slug=request.GET.get("programme", "")).first() or programmes.first()
    if programme is None:
        return render(request, "courses/training/stuck_list.html", {"programme": None})
    unit = request.GET.get("unit", "")
    found = selectors.without_result(person, programme, day=timezone.localdate(), unit=unit)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    units = list(units_in_sight(person))
    context = {
        "programme": programme,
        "programmes": programmes,
        "page": page,
        "rows": selectors.described(list(page), programme),
        "units": units,
        "unit": unit,
        "may_help": request.user.role_names - {"chair"},  # type: ignore[union-attr]
        "form": ExtensionForm(),
    }
    if request.method == "POST":
        names = list(found.values_list("person__name", flat=True)) if request.POST.get("names") and unit else []
        title = next((one.short_name for one in units if one.slug == unit), "")
        context["reminder"] = selectors.reminder(programme, unit=title, names=names)
        log.record(
            actor_uuid=person.uuid,
            verb="reminder.made",
            object_type="programme",
            object_id=programme.slug,
            purpose=f"{unit or '*'} {len(names)}",
        )
    return render(request, "courses/training/stuck_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@roles_required(Role.ORGANISER, Role.COMMITTEE)
def extend(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Grant one further attempt after more training."""
    by = signed_in(request)
    person = get_object_or_404(people_in_hand(by), uuid=uuid)
    quiz = get_object_or_404(Quiz, slug=request.GET.get("quiz", ""))
    form = ExtensionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        makeup.grant(person=person, quiz=quiz, attempts=1, **form.cleaned_data, by=by)
        messages.success(request, _("One further attempt is granted; the deputy has been told."))
        return redirect("courses:stuck")
    context = {"form": form, "person": person, "quiz": quiz}
    return render(request, "courses/training/extension_form.html", context, status=400 if form.errors else 200)
