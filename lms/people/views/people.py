from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lms.people.forms.roster import PurposeForm, StateForm
from lms.people.models import Congress, Mandate, Person, Role
from lms.people.permissions import has_role, roles_required
from lms.people.selectors import people as selectors
from lms.people.services import looks, mandates, phones
from lms.people.sign_in import signed_in

A_PAGE = 50
WHO = (Role.ORGANISER, Role.CHAIR, Role.COMMITTEE)


@roles_required(*WHO)
def people_list(request: HttpRequest) -> HttpResponse:
    """The deputies of the own units; the committee sees all."""
    viewer, today = signed_in(request), timezone.localdate()
    filters = selectors.Filters.of(request.GET)
    found = selectors.mandates(viewer, filters, day=today)
    context = {
        "filters": filters,
        "page": Paginator(found, A_PAGE).get_page(request.GET.get("page")),
        "units": list(selectors.units_for(viewer)),
        "levels": Congress.Level.choices,
        "origins": Mandate.Origin.choices,
        "states": selectors.STATES,
        "state_words": dict(Mandate.State.choices),
        "narrowed": filters != selectors.Filters(),
        "may_import": has_role(viewer, Role.COMMITTEE),
        "may_print": has_role(viewer, Role.COMMITTEE, Role.ORGANISER),
        "today": today,
    }
    return render(request, "people/people_list.html", context)


def _deputy(request: HttpRequest, uuid: UUID) -> Person:
    person = selectors.person_for(signed_in(request), uuid)
    if person is None:
        raise Http404
    return person


def _page(request: HttpRequest, person: Person, **more: Any) -> HttpResponse:
    viewer, today = signed_in(request), timezone.localdate()
    may_change = has_role(viewer, Role.COMMITTEE)
    found = list(selectors.mandates_of(person, viewer, day=today))
    context = {
        "person": person,
        "mandates": [
            (mandate, StateForm(initial={"effective_on": today}, prefix=str(mandate.pk))) for mandate in found
        ],
        "state_words": dict(Mandate.State.choices),
        "former": list(person.former_names.order_by("-until", "-pk")),
        "masked": phones.masked(phones.clear_phone(person)),
        "purpose_form": PurposeForm(),
        "may_see_phone": has_role(viewer, Role.COMMITTEE, Role.ORGANISER),
        "may_change": may_change,
        "today": today,
    } | more
    response = render(request, "people/people_detail.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


@roles_required(*WHO)
def detail(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One deputy: mandates with their history. The look is written into the audit log."""
    person = _deputy(request, uuid)
    looks.note_view(person=person, by=signed_in(request), now=timezone.now())
    return _page(request, person)


@require_POST
@roles_required(Role.ORGANISER, Role.COMMITTEE)
def show_phone(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The telephone number, once a purpose is given for the audit log."""
    person, form = _deputy(request, uuid), PurposeForm(request.POST)
    if not form.is_valid():
        return _page(request, person, purpose_form=form)
    phone = looks.show_phone(
        person=person, by=signed_in(request), purpose=form.cleaned_data["purpose"], now=timezone.now()
    )
    return _page(request, person, phone=phone)


@require_POST
@roles_required(Role.COMMITTEE)
def change_state(request: HttpRequest, uuid: UUID, pk: int) -> HttpResponse:
    """Suspend, resume or end one mandate from a day on."""
    viewer, person = signed_in(request), _deputy(request, uuid)
    mandate = get_object_or_404(Mandate.objects.visible_to(viewer), pk=pk, person=person)
    form = StateForm(request.POST, prefix=str(mandate.pk))
    if not form.is_valid():
        found = selectors.mandates_of(person, viewer, day=timezone.localdate())
        forms = [(each, form if each.pk == mandate.pk else StateForm(prefix=str(each.pk))) for each in found]
        return _page(request, person, mandates=forms, opened=mandate.pk)
    data = form.cleaned_data
    mandates.change_state(
        mandate=mandate,
        state=data["state"],
        effective_on=data["effective_on"],
        by=viewer,
        reason=data["reason"],
        now=timezone.now(),
    )
    messages.success(request, _("The change is recorded."))
    return redirect("people:detail", uuid=person.uuid)
