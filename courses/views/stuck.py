from urllib.parse import quote

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from courses.forms_training import ExtensionForm
from courses.models import Programme
from courses.permissions import people_in_hand, units_in_hand, units_in_sight
from courses.selectors import stuck as selectors
from courses.selectors.programmes import chosen
from courses.selectors.stuck import Hold
from courses.services import makeup, reminders
from lms.audit.services import log
from lms.people.models import OrganisingUnit, Role
from lms.people.permissions import roles_required
from lms.people.sign_in import signed_in
from lms.web.errors import BadInput
from quizzes.models import Quiz

PER_PAGE = 50


@require_safe
@roles_required(Role.COMMITTEE, Role.ORGANISER, Role.CHAIR)
def index(request: HttpRequest) -> HttpResponse:
    """Who has no result yet: counts by unit, then the people, filtered by unit and by what holds them up."""
    viewer, now = signed_in(request), timezone.now()
    programmes = list(Programme.objects.filter(live=True))
    programme = chosen(programmes, request.GET.get("programme", ""))
    context: dict[str, object] = {"programmes": programmes, "programme": programme, "holds": Hold}
    if programme is not None:
        everybody = selectors.without_result(viewer, programme, now=now)
        unit, hold = request.GET.get("unit", ""), request.GET.get("hold", "")
        people = [one for one in everybody if unit in ("", one.unit.slug) and hold in ("", one.hold.value)]
        page = Paginator(people, PER_PAGE).get_page(request.GET.get("page"))
        log.record(
            actor_uuid=viewer.uuid,
            verb="without_result.viewed",
            object_type="unit",
            object_id=unit,
            purpose=programme.slug,
            now=now,
        )
        context |= {
            "counts": selectors.counts(everybody),
            "begun": bool(everybody) or programme.enrolments.exists(),
            "total": len({one.person_id for one in everybody}),
            "page": page,
            "rows": selectors.details(list(page.object_list), programme),
            "unit": unit,
            "hold": hold,
            "units": units_in_sight(viewer),
            "own_units": list(units_in_hand(viewer)),
        }
    return render(request, "courses/training/stuck_list.html", context)


@require_POST
@roles_required(Role.COMMITTEE, Role.ORGANISER)
def text(request: HttpRequest) -> HttpResponse:
    """The text for the group chat, shown or as a file."""
    by = signed_in(request)
    programme = get_object_or_404(Programme, slug=request.POST.get("programme", ""), live=True)
    slug = request.POST.get("unit", "")
    if not slug:
        raise BadInput(_("Choose a unit first: every unit writes to its own deputies."))
    unit = get_object_or_404(OrganisingUnit, slug=slug)
    names = request.POST.get("names") == "1"
    reminder = reminders.compose(programme=programme, unit=unit, with_names=names, by=by, now=timezone.now())
    if request.POST.get("as") == "file":
        response = HttpResponse("\ufeff" + reminder.text, content_type="text/plain; charset=utf-8")
        filename = quote(_("Reminder %(unit)s.txt") % {"unit": unit.short_name})
        response["Content-Disposition"] = f"attachment; filename*=utf-8''{filename}"
        response["Cache-Control"] = "private, no-store"
        return response
    context = {"reminder": reminder, "unit": unit, "programme": programme, "names": names}
    return render(request, "courses/training/stuck_text.html", context)


@roles_required(Role.COMMITTEE, Role.ORGANISER)
def extend(request: HttpRequest, uuid: str, quiz: str) -> HttpResponse:
    """Grant a further attempt after further training."""
    by = signed_in(request)
    person = get_object_or_404(people_in_hand(by), uuid=uuid)
    assessment = get_object_or_404(Quiz, slug=quiz, purpose=Quiz.Purpose.MODULE)
    form = ExtensionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        makeup.grant(person=person, quiz=assessment, by=by, now=timezone.now(), **form.cleaned_data)
        messages.success(request, _("A further attempt is granted; the deputy has been told."))
        return redirect(reverse("courses:stuck"))
    context = {"form": form, "person": person, "quiz": assessment}
    return render(request, "courses/training/extension.html", context, status=400 if form.errors else 200)
