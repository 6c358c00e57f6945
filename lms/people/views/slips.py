from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lms.people.models import OrganisingUnit, Person, Role
from lms.people.permissions import has_role, roles_required, units_of
from lms.people.selectors.slips import deputies
from lms.people.services import slip_sheets, slips
from lms.people.sign_in import signed_in
from lms.web.errors import BadInput
from lms.web.private import serve_private

A_PAGE = 50
WHO = (Role.ORGANISER, Role.COMMITTEE)


def _units(person: Person) -> list[OrganisingUnit]:
    """The units for which this person may print slips."""
    if has_role(person, Role.COMMITTEE):
        return list(OrganisingUnit.objects.order_by("position", "pk"))
    return list(units_of(person, Role.ORGANISER).order_by("position", "pk"))


def _unit(person: Person, slug: str) -> OrganisingUnit:
    """The unit of that address if the person may print for it; no page for any other."""
    allowed = _units(person)
    if not slug and allowed:
        return allowed[0]
    found = next((unit for unit in allowed if unit.slug == slug), None)
    if found is None:
        raise Http404
    return found


@roles_required(*WHO)
def slips_page(request: HttpRequest) -> HttpResponse:
    """Who of a unit has not signed in yet, and the printing of account slips for them."""
    person, now = signed_in(request), timezone.now()
    units = _units(person)
    if not units:
        return render(request, "people/slips.html")
    unit = _unit(person, request.GET.get("unit", ""))
    everybody, word = request.GET.get("who") == "everybody", request.GET.get("q", "").strip()
    found = deputies(unit, everybody=everybody, word=word, now=now)
    context = {
        "units": units,
        "unit": unit,
        "everybody": everybody,
        "word": word,
        "page": Paginator(found, A_PAGE).get_page(request.GET.get("page")),
        "waiting": slips.waiting(unit, day=now).count(),
        "sheets": slip_sheets.kept_for(person),
    }
    return render(request, "people/slips.html", context)


@require_POST
@roles_required(*WHO)
def make(request: HttpRequest) -> HttpResponse:
    """Make a sheet: for everybody of the unit who has no password yet, or for those who were ticked."""
    person, now = signed_in(request), timezone.now()
    unit = _unit(person, request.POST.get("unit", ""))
    back = f"{reverse('people:slips')}?unit={unit.slug}"
    if request.POST.get("for") == "chosen":
        chosen = _ticked(request, unit)
    elif slips.waiting(unit, day=now).count() > slip_sheets.AT_ONCE:
        job = slip_sheets.ask_for(unit=unit, by=person, next_url=back, now=now)
        return redirect("notify:job", uuid=job.uuid)
    else:
        chosen = None
    _name, count = slip_sheets.make(unit=unit, people=chosen, by=person, now=now)
    messages.success(request, _("%(count)d account slips are ready to print.") % {"count": count})
    return redirect(back)


def _ticked(request: HttpRequest, unit: OrganisingUnit) -> list[Person]:
    """The deputies that were ticked, as far as they are this unit's."""
    uuids = request.POST.getlist("person")
    if not uuids:
        raise BadInput(_("Nobody is ticked. Tick those who need a slip, then press the button again."))
    mine = slips.looked_after(unit, day=timezone.now())
    found = [person for person in mine if str(person.uuid) in set(uuids)]
    if not found:
        raise Http404
    return found


@login_required
def sheet(request: HttpRequest, name: str) -> FileResponse:
    """A sheet of slips, for whoever had it made; gone an hour later."""
    person = signed_in(request)
    if name not in {kept for kept, _until in slip_sheets.kept_for(person)}:
        raise Http404
    path = slip_sheets.note_download(name=name, by=person, now=timezone.now())
    return serve_private(
        request, storage_name="private", filename=path, content_type="application/pdf", download_name=f"账号条-{name}"
    )
