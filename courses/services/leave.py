"""The life of a request for leave: asked, then approved (which enters leave) or declined."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.models import Attendance, LeaveRequest, TrainingSession
from courses.permissions import require_in_hand
from courses.services import attendance
from lms.audit.services import log
from lms.notify.services import notices
from lms.people.models import Mandate, Person, Role, RoleGrant
from lms.web.errors import BadInput, NotAllowed, Refusal


@transaction.atomic
def ask(*, session: TrainingSession, person: Person, reason: str, now: datetime | None = None) -> LeaveRequest:
    """The request; the organisers of the person's units are told. Refusal once the session has begun, while another
    request is open, or when attendance is entered already."""
    now = now or timezone.now()
    session = TrainingSession.objects.select_for_update().get(pk=session.pk)
    if not reason.strip():
        raise BadInput(_("Please say why you cannot come."))
    if not TrainingSession.objects.for_learner(person).filter(pk=session.pk).exists():
        raise NotAllowed(_("You are not on the list of this session."))
    if session.cancelled:
        raise Refusal(_("This session has been cancelled; you need not ask for leave."))
    if now >= session.starts_at:
        raise Refusal(_("The session has begun. Please call your organiser."))
    if Attendance.objects.filter(session=session, person=person).exists():
        raise Refusal(_("Your attendance has been entered already. Please call your organiser."))
    if LeaveRequest.objects.filter(session=session, person=person, approved__isnull=True).exists():
        raise Refusal(_("You have asked already; your organiser will answer."))
    request = LeaveRequest.objects.create(session=session, person=person, reason=reason.strip()[:200], at=now)
    for organiser in _organisers(person):
        notices.tell(
            to_uuid=organiser.uuid,
            kind="leave",
            key=f"leave:{request.pk}:{organiser.uuid}",
            text=_("Somebody asks for leave from “%(title)s”.") % {"title": session.title},
            url=reverse("courses:attendance", args=[session.pk]),
            now=now,
        )
    return request


def _organisers(person: Person) -> list[Person]:
    """Who organises the units that look after the person."""
    units = Mandate.objects.filter(person=person).values("unit_id")
    grants = RoleGrant.objects.in_force(timezone.localdate()).filter(role=Role.ORGANISER, unit__in=units)
    return list(Person.objects.filter(pk__in=grants.values("person_id"), is_active=True))


@transaction.atomic
def decide(*, request: LeaveRequest, approved: bool, by: Person, now: datetime | None = None) -> LeaveRequest:
    """The decided request; approved, leave is entered with its reason. A second decision is refused; the person is
    told of the first."""
    now = now or timezone.now()
    request = LeaveRequest.objects.select_for_update().select_related("session", "person").get(pk=request.pk)
    require_in_hand(by, request.person)
    if request.approved is not None:
        raise Refusal(_("This request has been decided already."))
    if approved:
        attendance.enter(
            session=request.session,
            states={request.person_id: (Attendance.State.LEAVE, request.reason)},
            correction=_("Leave approved on request"),
            by=by,
            now=now,
        )
    request.approved, request.decided_by, request.decided_at = approved, by, now
    request.save(update_fields=["approved", "decided_by", "decided_at"])
    text = (
        _("Your leave from “%(title)s” is approved. Please agree with your organiser how to make it up.")
        if approved
        else _("Your leave from “%(title)s” was not approved. Please call your organiser.")
    )
    notices.tell(
        to_uuid=request.person.uuid,
        kind="leave",
        key=f"leave:{request.pk}:decided",
        text=text % {"title": request.session.title},
        url=reverse("courses:session", args=[request.session_id]),
        now=now,
    )
    log.record(
        actor_uuid=by.uuid, verb="leave.decided", object_type="leave_request", object_id=str(request.pk), now=now
    )
    return request
