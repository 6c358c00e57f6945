"""The life of an account: made, its password set, renamed, closed and opened, at last anonymised."""

from datetime import datetime

from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from lms.audit.services import log
from lms.people.models import Mandate, Person, PersonNameHistory, RoleGrant, SignInSlip
from lms.people.names import sort_key
from lms.people.services import usernames
from lms.web.errors import BadInput, Refusal


@transaction.atomic
def create_person(
    *, name: str, username: str, password: str | None = None, by: Person | None, now: datetime, demo: bool = False
) -> Person:
    """A new account for somebody of the staff, or of the demonstration. A password given here must be changed at the
    first sign-in, except in the demonstration; without one the person needs an account slip. Refusal for a user name
    that is taken, or a demonstration account in production."""
    if demo and settings.PRODUCTION:
        raise Refusal(_("The demonstration is not for production."))
    if not name.strip():
        raise BadInput(_("A name is needed."))
    person = Person.objects.create(
        username=usernames.checked(username),
        name=name.strip(),
        name_sort=sort_key(name.strip()),
        password=make_password(password),
        password_changed_at=now if password else None,
        must_set_password=not demo,
        is_demo=demo,
        created_at=now,
    )
    _note(by, "account.created", person, "", now)
    return person


@transaction.atomic
def adopt_for_demo(*, person: Person, username: str, password: str, now: datetime) -> Person:
    """Give an invented deputy a published user name and password. Refusal unless this is a demonstration."""
    if not settings.DEMO:
        raise Refusal(_("The demonstration is not for production."))
    if person.username != username:
        person.username = usernames.checked(username)
    person.password = make_password(password)
    person.password_changed_at = now
    person.must_set_password = False
    person.is_demo = True
    person.save(update_fields=["username", "password", "password_changed_at", "must_set_password", "is_demo"])
    return person


@transaction.atomic
def set_password(*, person: Person, password: str, now: datetime) -> None:
    """The person chose a password: every other session of theirs ends, and an open account slip is used up."""
    person.set_password(password)
    person.password_changed_at = now
    person.must_set_password = False
    person.save(update_fields=["password", "password_changed_at", "must_set_password"])
    SignInSlip.objects.filter(person=person, used_at=None, replaced_at=None).update(used_at=now)
    _note(person, "account.password_set", person, "", now)


@transaction.atomic
def set_active(*, person: Person, active: bool, by: Person, reason: str, now: datetime) -> None:
    """Close an account or open it again; closing ends its sessions at once. Nobody closes their own."""
    if person.pk == by.pk:
        raise Refusal(_("Nobody closes or opens their own account. Ask another system administrator."))
    if person.anonymised_at:
        raise Refusal(_("This person was anonymised; the account stays closed."))
    if not reason.strip():
        raise BadInput(_("A reason is needed; it is kept in the audit log."))
    if person.is_active == active:
        return
    person.is_active = active
    person.save(update_fields=["is_active"])
    _note(by, "account.opened" if active else "account.closed", person, reason, now)


@transaction.atomic
def rename_username(*, person: Person, username: str, by: Person, now: datetime) -> None:
    """Give the account another user name. Refusal where it is taken."""
    if usernames.normalise(username) == person.username:
        return
    person.username = usernames.checked(username)
    person.save(update_fields=["username"])
    _note(by, "account.renamed", person, "", now)


@transaction.atomic
def set_elder_mode(*, person: Person, elder: bool) -> None:
    """Keep whether the person reads in large type."""
    Person.objects.filter(pk=person.pk).update(elder_mode=elder)
    person.elder_mode = elder


@transaction.atomic
def end_sessions(*, person: Person, now: datetime) -> None:
    """Sign the person out on every device."""
    person.session_round += 1
    person.save(update_fields=["session_round"])
    _note(person, "account.sessions_ended", person, "", now)


@transaction.atomic
def anonymise(*, person: Person, by: Person, reason: str, now: datetime) -> None:
    """Take away everything that names the person; what was learned stays under the pseudonym. Cannot be undone.

    Refusal while the person serves, or holds a role.
    """
    today = localdate(now)
    if person.anonymised_at:
        return
    if not reason.strip():
        raise BadInput(_("A reason is needed; it is kept in the audit log."))
    if Mandate.objects.serving_on(today).filter(person=person).exists():
        raise Refusal(_("This person is in office. End the mandate first."))
    if RoleGrant.objects.in_force(today).filter(person=person).exists():
        raise Refusal(_("This person holds a role. End the role first."))
    AccessAttempt.objects.filter(username=person.username).delete()
    Authenticator.objects.filter(user=person).delete()
    PersonNameHistory.objects.filter(person=person).delete()
    SignInSlip.objects.filter(person=person, used_at=None, replaced_at=None).update(replaced_at=now)
    person.username = f"gone-{person.uuid.hex[:20]}"
    person.name = person.name_sort = person.sex = person.ethnicity = person.phone_cipher = ""
    person.birth_month = person.phone_index = None
    person.set_unusable_password()
    person.is_active = False
    person.session_round += 1
    person.anonymised_at = now
    person.save()
    _note(by, "account.anonymised", person, reason, now)


def _note(by: Person | None, verb: str, person: Person, purpose: str, now: datetime) -> None:
    log.record(
        actor_uuid=by.uuid if by else None,
        verb=verb,
        object_type="person",
        object_id=str(person.uuid),
        purpose=purpose,
        now=now,
    )
