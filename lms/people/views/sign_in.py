from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import get_next_redirect_url, perform_login
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from lms.people import throttle
from lms.people.account_rules import password_expired
from lms.people.forms.sign_in import ChoosePasswordForm
from lms.people.names import masked
from lms.people.services import accounts, slips
from lms.people.services.slips import SlipRefused
from lms.people.sign_in import signed_in


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def slip(request: HttpRequest, token: str) -> HttpResponse:
    """The address on an account slip. Opening it changes nothing, so that WeChat's preview uses nothing up; the button
    signs the person in and leads to the choice of a password."""
    if throttle.too_many(request):
        return render(request, "people/slip_refused.html", {"kind": "throttled"}, status=429)
    now = timezone.now()
    try:
        if request.method != "POST":
            found = slips.find(token=token, now=now)
            return render(request, "people/slip.html", {"name": masked(found.person.name), "unit": found.unit})
        person = slips.redeem(token=token, now=now)
    except SlipRefused as refusal:
        if refusal.kind == "unknown":
            throttle.count(request)
        context = {"kind": refusal.kind, "message": str(refusal)}
        return render(request, "people/slip_refused.html", context, status=410)
    record_authentication(request, person, method="slip")
    response: HttpResponse = perform_login(request, person, redirect_url=reverse("people:choose_password"))
    return response


@never_cache
@sensitive_post_parameters()
@login_required
def choose_password(request: HttpRequest) -> HttpResponse:
    """A first password after an account slip, or a new one where the old one has run out."""
    person, now = signed_in(request), timezone.now()
    expired = password_expired(person, now=now)
    if not (person.must_set_password or expired):
        return redirect("people:account")
    form = ChoosePasswordForm(request.POST or None, person=person)
    if request.method == "POST" and form.is_valid():
        accounts.set_password(person=person, password=form.cleaned_data["password1"], now=now)
        update_session_auth_hash(request, person)
        messages.success(request, _("Your password is set. Next time sign in with it and your user name."))
        return redirect(get_next_redirect_url(request) or settings.LOGIN_REDIRECT_URL)
    context = {"form": form, "expired": expired, "days": settings.PASSWORD_MAX_AGE_DAYS, "tabs": "", "staff_links": []}
    return render(request, "people/choose_password.html", context)


@require_safe
def forgotten(request: HttpRequest) -> HttpResponse:
    """What to do about a forgotten password: there is no mail here, the staff print a new slip."""
    return render(request, "account/password_reset.html")


@require_safe
def no_sign_up(request: HttpRequest) -> HttpResponse:
    """Accounts come from the roster; nobody opens one here."""
    return render(request, "account/signup_closed.html")
