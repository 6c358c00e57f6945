from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lms.people.forms.staff import GrantForm, NewAccountForm, ReasonForm
from lms.people.models import Person, Role, RoleGrant
from lms.people.permissions import has_role, roles_required
from lms.people.selectors import staff as selectors
from lms.people.services import accounts, locks, roles, slip_sheets
from lms.people.sign_in import signed_in
from lms.web.errors import Refusal

A_PAGE = 50
LOOK = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN)


@roles_required(*LOOK)
def roles_page(request: HttpRequest) -> HttpResponse:
    """Accounts of the staff with their roles."""
    today, word, role = timezone.localdate(), request.GET.get("q", "").strip(), request.GET.get("role", "")
    found = selectors.staff(day=today, word=word, role=role)
    counts = selectors.count_by_role(day=today)
    context = {
        "page": Paginator(found, A_PAGE).get_page(request.GET.get("page")),
        "word": word,
        "role": role,
        "counts": [(value, label, counts[value]) for value, label in Role.choices],
        "may_change": has_role(request.user, Role.SYSTEM_ADMIN),
        "may_unlock": has_role(request.user, Role.SECURITY_ADMIN),
    }
    return render(request, "people/roles.html", context)


@roles_required(Role.SYSTEM_ADMIN)
def new_account(request: HttpRequest) -> HttpResponse:
    """Make an account for somebody of the staff, with a first role and an account slip."""
    form = NewAccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        by, now, data = signed_in(request), timezone.now(), form.cleaned_data
        try:
            with transaction.atomic():
                person = accounts.create_person(name=data["name"], username=data["username"], by=by, now=now)
                roles.grant(person=person, role=data["role"], unit=data["unit"], by=by, now=now)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            slip_sheets.make(unit=None, people=[person], by=by, now=now)
            messages.success(request, _("The account is made. Print the account slip and hand it over in person."))
            return redirect("people:staff", uuid=person.uuid)
    return render(request, "people/new_account.html", {"form": form})


@roles_required(*LOOK)
def person_page(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One account: its roles, and for the system administrator what can be done with it."""
    person, me = get_object_or_404(Person, uuid=uuid), signed_in(request)
    may_change = has_role(me, Role.SYSTEM_ADMIN)
    context = {
        "person": person,
        "grants": [(grant, grant.ends_on is None) for grant in selectors.grants_of(person)],
        "may_change": may_change and person.pk != me.pk,
        "is_me": person.pk == me.pk,
        "grant_form": GrantForm(),
        "reason_form": ReasonForm(),
        "forget_form": ReasonForm(auto_id="forget_%s"),
        "sheets": slip_sheets.kept_for(me) if may_change else [],
    }
    return render(request, "people/staff.html", context)


@require_POST
@roles_required(Role.SYSTEM_ADMIN)
def grant(request: HttpRequest, uuid: UUID) -> HttpResponse:
    person, form = get_object_or_404(Person, uuid=uuid), GrantForm(request.POST)
    if not form.is_valid():
        raise Refusal(" ".join(str(error) for errors in form.errors.values() for error in errors), status=400)
    data = form.cleaned_data
    roles.grant(person=person, role=data["role"], unit=data["unit"], by=signed_in(request), now=timezone.now())
    messages.success(request, _("The role is given."))
    return redirect("people:staff", uuid=uuid)


@require_POST
@roles_required(Role.SYSTEM_ADMIN)
def end(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(RoleGrant.objects.select_related("person", "unit"), pk=pk)
    roles.end(grant=found, by=signed_in(request), now=timezone.now())
    messages.success(request, _("The role has ended."))
    return redirect("people:staff", uuid=found.person.uuid)


@require_POST
@roles_required(Role.SYSTEM_ADMIN)
def set_active(request: HttpRequest, uuid: UUID) -> HttpResponse:
    person = get_object_or_404(Person, uuid=uuid)
    active = request.POST.get("active") == "1"
    accounts.set_active(
        person=person,
        active=active,
        by=signed_in(request),
        reason=request.POST.get("reason", ""),
        now=timezone.now(),
    )
    messages.success(request, _("The account is open again.") if active else _("The account is closed."))
    return redirect("people:staff", uuid=uuid)


@require_POST
@roles_required(Role.SYSTEM_ADMIN)
def anonymise(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take away what names a person whose account is closed; it cannot be undone."""
    person = get_object_or_404(Person, uuid=uuid)
    if person.is_active:
        raise Refusal(_("Close the account first."))
    reason = request.POST.get("reason", "")
    accounts.anonymise(person=person, by=signed_in(request), reason=reason, now=timezone.now())
    messages.success(request, _("Nothing names this person any more."))
    return redirect("people:roles")


@require_POST
@roles_required(Role.SYSTEM_ADMIN)
def new_slip(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A new account slip for somebody who forgot the password."""
    person = get_object_or_404(Person, uuid=uuid)
    slip_sheets.make(unit=None, people=[person], by=signed_in(request), now=timezone.now())
    messages.success(request, _("The account slip is ready to print. Hand it over in person."))
    return redirect("people:staff", uuid=uuid)


@roles_required(Role.SECURITY_ADMIN)
def security(request: HttpRequest) -> HttpResponse:
    """Names that are locked, and the rules of the sign-in."""
    found = locks.locked(now=timezone.now())
    context = {
        "page": Paginator(found, A_PAGE).get_page(request.GET.get("page")),
        "policy": selectors.policy(),
    }
    return render(request, "people/security.html", context)


@require_POST
@roles_required(Role.SECURITY_ADMIN)
def unlock(request: HttpRequest) -> HttpResponse:
    locks.unlock(username=request.POST.get("username", ""), by=signed_in(request), now=timezone.now())
    messages.success(request, _("The name can sign in again."))
    return redirect("people:security")
