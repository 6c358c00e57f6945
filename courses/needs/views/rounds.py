"""Rounds for the staff: opened and closed by the committee, followed by organisers and chairs in numbers only."""

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.files.needs_survey import questions_of
from courses.models import NeedsRound, NeedsText
from courses.needs.forms import CloseForm, ReleaseForm, RoundForm
from courses.needs.selectors import people
from courses.needs.services import reminders, rounds, texts
from lms.audit.services.log import record as audit
from lms.people.models import Role
from lms.people.permissions import has_role, roles_required
from lms.people.sign_in import signed_in
from lms.web.errors import Refusal

PER_PAGE = 50
USUAL = timedelta(days=14)


@require_http_methods(["GET", "HEAD", "POST"])
@roles_required(*people.STAFF)
def index(request: HttpRequest) -> HttpResponse:
    """All rounds; the committee opens the next one here."""
    person, today = signed_in(request), timezone.localdate()
    committee = has_role(person, Role.COMMITTEE)
    form = RoundForm(request.POST or None, initial={"starts_on": today, "ends_on": today + USUAL})
    if committee and form.is_valid():
        try:
            opened = rounds.open_round(**form.cleaned_data, by=person, now=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The round is open; deputies and staff see it on their home page."))
            return redirect("courses:needs_round", uuid=opened.uuid)
    found = list(NeedsRound.objects.select_related("programme"))
    context = {"rounds": found, "form": form if committee and not any(one.is_open for one in found) else None}
    return render(request, "courses/needs/rounds.html", context, status=400 if form.errors else 200)


@require_safe
@roles_required(*people.STAFF)
def detail(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """How many of how many have handed in; what can be done next."""
    asked, person = _round(uuid), signed_in(request)
    committee = has_role(person, Role.COMMITTEE)
    context = {
        "asked": asked,
        "response": people.response_of(asked, person) if asked.is_open else [],
        "reminded": reminders.reminded(asked),
        "form": CloseForm() if committee and asked.is_open else None,
        "may_remind": asked.is_open and has_role(person, Role.COMMITTEE, Role.ORGANISER),
        "committee": committee,
        "written": asked.texts.count() if committee else 0,
        "released": asked.texts.exclude(released="").count() if committee else 0,
    }
    return render(request, "courses/needs/round.html", context)


@require_POST
@roles_required(Role.COMMITTEE)
def close(request: HttpRequest, uuid: UUID) -> HttpResponse:
    asked = _round(uuid)
    if CloseForm(request.POST).is_valid():
        rounds.close(asked=asked, by=signed_in(request), now=timezone.now())
        messages.success(request, _("The round is closed. Nobody can tell any more who answered what."))
    else:
        messages.error(request, _("Please tick that the round is to be closed."))
    return redirect("courses:needs_round", uuid=uuid)


@require_POST
@roles_required(Role.COMMITTEE, Role.ORGANISER)
def remind(request: HttpRequest, uuid: UUID) -> HttpResponse:
    reminders.remind(asked=_round(uuid), by=signed_in(request), now=timezone.now())
    messages.success(request, _("Whoever has not handed in gets one notice. Nobody is reminded twice."))
    return redirect("courses:needs_round", uuid=uuid)


@require_http_methods(["GET", "HEAD", "POST"])
@roles_required(Role.COMMITTEE)
def written(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """What people wrote, to be released one by one in a wording without names. Looking is on the audit's record."""
    asked, person = _round(uuid), signed_in(request)
    found = NeedsText.objects.visible_to(person).filter(round=asked)
    form = ReleaseForm(request.POST)
    if request.method == "POST" and form.is_valid():
        text = get_object_or_404(found, pk=form.cleaned_data["number"])
        texts.release(text=text, wording=form.cleaned_data["wording"], by=person, now=timezone.now())
        messages.success(request, _("Kept. The report quotes what is released."))
        return redirect(f"{request.get_full_path()}#text-{text.pk}")
    audit(actor_uuid=person.uuid, verb="needs.texts_looked", object_type="needs_round", object_id=str(asked.uuid))
    words = {question["id"]: question["short"] for question in questions_of(asked.survey)}
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {"asked": asked, "page": page, "texts": [(words[text.question], text) for text in page]}
    return render(request, "courses/needs/texts.html", context)


def _round(uuid: UUID) -> NeedsRound:
    return get_object_or_404(NeedsRound.objects.select_related("programme"), uuid=uuid)
