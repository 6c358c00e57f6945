"""Our rules for the sign-in library: no sign-up, no mail, our way of setting a password, the staff's way in."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.stagekit import clear_login
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.audit.services import log
from lms.people.account_rules import second_factor_wanted
from lms.people.backends import PersonBackend
from lms.people.models import Person, Role
from lms.people.permissions import has_role
from lms.people.services import accounts

DESKS = (
    (Role.COMMITTEE, "/reports/"),
    (Role.TRAINER, "/cms/"),
    (Role.ORGANISER, "/people/"),
    (Role.CHAIR, "/people/"),
    (Role.SYSTEM_ADMIN, "/people/roles/"),
    (Role.SECURITY_ADMIN, "/people/roles/"),
    (Role.AUDIT_ADMIN, "/audit/"),
)
"""Where somebody of the staff begins; addresses are a contract, so that no name from a room above is needed."""


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "too_many_login_attempts": _(
            "Too many sign-ins from this network have failed. Your account is in order. Wait 10 minutes and try again, "
            "or ask the staff of your congress for a new account slip: it opens your account at once."
        )
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """There are no mail addresses here."""

    def set_password(self, user: Person, password: str) -> None:
        accounts.set_password(person=user, password=password, now=timezone.now())

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Staff begin at their desk, deputies at their learning."""
        for role, desk in DESKS:
            if has_role(request.user, role) and _exists(desk):
                return desk
        return str(super().get_login_redirect_url(request))

    def post_login(self, request: HttpRequest, user: Person, **details: Any) -> HttpResponse:
        with transaction.atomic():
            log.record(actor_uuid=user.uuid, verb="account.signed_in", object_type="person", object_id=str(user.uuid))
        response: HttpResponse = super().post_login(request, user, **details)
        return response

    def pre_login(self, request: HttpRequest, user: Person, **details: Any) -> HttpResponse | None:
        """A page in words for a closed account; a demonstration account counts as closed outside a demonstration."""
        if not PersonBackend().user_can_authenticate(user):
            clear_login(request)
            return self.respond_user_inactive(request, user)
        return None


class SecondFactorAdapter(DefaultMFAAdapter):
    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Whoever must have a second factor cannot take it off."""
        return not second_factor_wanted(authenticator.user)


def _exists(address: str) -> bool:
    try:
        resolve(address)
    except Resolver404:
        return False
    return True
