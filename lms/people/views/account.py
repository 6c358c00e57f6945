from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lms.people import unsent
from lms.people.account_rules import second_factor_wanted
from lms.people.services import accounts, phones
from lms.people.sign_in import signed_in


@login_required
def account(request: HttpRequest) -> HttpResponse:
    """The own account: user name, password, second factor, large type, signing out."""
    person = signed_in(request)
    context = {
        "person": person,
        "phone": phones.masked(phones.clear_phone(person)),
        "second_factor": Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).first(),
        "second_factor_wanted": second_factor_wanted(person),
    }
    return render(request, "people/account.html", context)


@login_required
def unsent_form(request: HttpRequest) -> HttpResponse:
    """What the person sent after the sign-in had run out, to be sent once more; their start where there is nothing."""
    kept = unsent.find(request)
    if kept is None:
        return redirect(settings.LOGIN_REDIRECT_URL)
    return render(request, "people/unsent.html", {"unsent": kept})


@require_POST
@login_required
def sign_out_everywhere(request: HttpRequest) -> HttpResponse:
    """Every other session of the person ends; this one goes on."""
    person = signed_in(request)
    accounts.end_sessions(person=person, now=timezone.now())
    update_session_auth_hash(request, person)
    messages.success(request, _("You are signed out on every other device."))
    return redirect("people:account")
