from decimal import Decimal

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from courses.forms_training import HoursForm
from courses.models import HourEntry, HoursClaim, Programme
from courses.selectors import hours as selectors
from courses.selectors import recognised
from courses.selectors.completion import levels_of
from courses.selectors.load import load_of
from courses.services import claims
from courses.services import hours as services
from lms.people.models import Person, Role
from lms.people.permissions import has_role, roles_required
from lms.people.sign_in import signed_in
from lms.web.errors import Refusal

PER_PAGE = 50


@roles_required(Role.COMMITTEE, Role.ORGANISER)
def recognise(request: HttpRequest) -> HttpResponse:
    """Hours from elsewhere: what waits, what was decided; with ?person= the form for one deputy."""
    by = signed_in(request)
    deputy = _deputy(request, by)
    form = HoursForm(request.POST or None) if deputy else None
    if request.method == "POST" and deputy and form and form.is_valid():
        try:
            _put_down(request, by, deputy, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("courses:recognise")
    query = request.GET.get("q", "").strip()
    context = {
        "form": form,
        "deputy": deputy,
        "query": query,
        "found": recognised.search(by, query) if query else [],
        "waiting": recognised.waiting(by)[:PER_PAGE],
        "page": Paginator(recognised.entries(by), PER_PAGE).get_page(request.GET.get("page")),
        "declined": recognised.declined(by)[:20],
        "committee": has_role(by, Role.COMMITTEE),
    }
    return render(
        request, "courses/training/recognise.html", context, status=400 if form is not None and form.errors else 200
    )


def _deputy(request: HttpRequest, by: Person) -> Person | None:
    """The deputy named in the address; 404 for one whom the person does not look after."""
    wanted = request.GET.get("person", "")
    if not wanted:
        return None
    return recognised.deputy_or_404(by, wanted)


def _put_down(
    request: HttpRequest, by: Person, deputy: Person, *, programme: Programme, hours: Decimal, document: str
) -> None:
    """The committee recognises at once; an organiser puts forward."""
    now = timezone.now()
    if has_role(by, Role.COMMITTEE):
        services.recognise(person=deputy, programme=programme, hours=hours, document=document, by=by, now=now)
        messages.success(request, _("The hours are recognised."))
    else:
        claims.claim(person=deputy, programme=programme, hours=hours, document=document, by=by, now=now)
        messages.success(request, _("The hours are put forward; the district will decide."))


@require_POST
@roles_required(Role.COMMITTEE)
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """The committee decides on hours that were put forward."""
    claim = get_object_or_404(HoursClaim, pk=pk)
    approved = request.POST.get("approved") == "1"
    answer = request.POST.get("answer", "")
    claims.decide(claim=claim, approved=approved, answer=answer, by=signed_in(request), now=timezone.now())
    messages.success(request, _("The hours are recognised.") if approved else _("The hours are not recognised."))
    return redirect("courses:recognise")


@require_POST
@roles_required(Role.COMMITTEE)
def reverse_entry(request: HttpRequest, pk: int) -> HttpResponse:
    """Recognised hours are taken back with a reason."""
    entry = get_object_or_404(HourEntry, pk=pk, mode=HourEntry.Mode.RECOGNISED, reverses__isnull=True)
    services.reverse(entry=entry, by=signed_in(request), reason=request.POST.get("reason", ""), now=timezone.now())
    messages.success(request, _("The hours are taken back."))
    return redirect("courses:recognise")


@require_safe
@login_required
def own(request: HttpRequest) -> HttpResponse:
    """A learner's ledger of class hours."""
    person = signed_in(request)
    programmes = list(recognised.programmes_with_hours(person))
    wanted = request.GET.get("programme", "")
    programme = next((one for one in programmes if one.slug == wanted), programmes[0] if programmes else None)
    context: dict[str, object] = {"programmes": programmes, "programme": programme}
    if programme is not None:
        planned = load_of(programme, levels_of(person, timezone.now())).hours
        modes = selectors.modes(person, programme, planned)
        page = Paginator(selectors.entries_of(person, programme), PER_PAGE).get_page(request.GET.get("page"))
        context |= {
            "modes": modes,
            "total": sum((mode.earned for mode in modes), Decimal(0)),
            "page": page,
        }
    return render(request, "courses/training/hours_own.html", context)
