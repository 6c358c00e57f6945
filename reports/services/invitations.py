"""One-time links: somebody without an account reads the report and answers, once.

Opening the link changes nothing and may be done again, since messengers open links for a preview; the answer uses it
up. It shows one PDF and ends when the draft is changed.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from lms.people.models import Person, Role
from lms.people.permissions import require
from lms.web.errors import BadInput, NotAllowed, Refusal
from reports.models import Confirmation, Invitation, Report, ReportFile
from reports.services import steps
from reports.services.reports import locked, newest_pdf, note, up_to_date

DAYS = 7
"""So long a link can be used."""
Purpose, Answer = Invitation.Purpose, Confirmation.Answer


class LinkRefused(Refusal):
    """The link opens nothing (any more); the message says why."""

    status = 410

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


@transaction.atomic
def invite(*, report: Report, purpose: str, name: str, post: str, by: Person, now: datetime) -> tuple[Invitation, str]:
    """A link for this person, and its token, which is told once. An earlier open one for the same purpose ends.
    Refusal where the report is not waiting for that, or the person is the one who drafted it."""
    require(by, Role.COMMITTEE)
    held = steps.reviewable(report) if purpose == Purpose.REVIEW else locked(report, Report.State.SENT)
    name, post = name.strip(), post.strip()
    if not name or not post:
        raise BadInput(_("Name and post of the person are needed."))
    if purpose == Purpose.REVIEW:
        refuse_drafter(held, name)
    steps.withdraw_open(held, now=now)
    token = secrets.token_urlsafe(24)
    made = Invitation.objects.create(
        report=held,
        purpose=purpose,
        token_hash=_hash(token),
        name=name,
        post=post,
        pdf_sha256=newest_pdf(held).sha256,
        made_by=by,
        made_at=now,
        expires_at=now + timedelta(days=DAYS),
    )
    note(held, "report.link_made", by, now, f"{made.get_purpose_display()} {name} {post}")
    return made, token


def find(*, token: str, person: Person | None, now: datetime) -> Invitation:
    """The open invitation of that token; looking changes nothing. LinkRefused where it opens nothing any more,
    NotAllowed for the signed-in drafter, who never reviews the own draft."""
    found = (
        Invitation.objects.select_related("report__snapshot__programme", "report__drafted_by")
        .filter(token_hash=_hash(token))
        .first()
    )
    if found is None:
        raise LinkRefused("unknown", _("This link is not known here. Was the whole address copied?"))
    if found.used_at:
        raise LinkRefused("used", _("This link has done its work: the answer was given with it."))
    if found.withdrawn_at:
        raise LinkRefused("withdrawn", _("This link was withdrawn; a newer one may be on its way."))
    if found.expires_at <= now:
        raise LinkRefused("expired", _("This link is out of date. Please ask for a new one."))
    waiting = Report.State.DRAFT if found.purpose == Purpose.REVIEW else Report.State.SENT
    same = up_to_date(found.report) and newest_pdf(found.report).sha256 == found.pdf_sha256
    if found.report.state != waiting or not same:
        raise LinkRefused("changed", _("The report was changed after this link was made. Please ask for a new one."))
    if found.purpose == Purpose.REVIEW and person is not None and person.pk == found.report.drafted_by_id:
        raise NotAllowed(_("Whoever drafted a report does not review it; pass the link on."))
    return found


@transaction.atomic
def answer(*, token: str, person: Person | None, name: str, choice: str, words: str, now: datetime) -> Confirmation:
    """The one answer that a link takes: agreed or returned for a review, received for a receipt. BadInput where the
    name is not the one the link was made for, or a return is not explained."""
    found = Invitation.objects.select_for_update().get(pk=find(token=token, person=person, now=now).pk)
    find(token=token, person=person, now=now)
    if name.strip() != found.name:
        raise BadInput(_("Please write your name as it stands above; the link is for this person alone."))
    allowed = {Answer.AGREED, Answer.RETURNED} if found.purpose == Purpose.REVIEW else {Answer.RECEIVED}
    if choice not in allowed:
        raise BadInput(_("Please choose an answer."))
    if choice == Answer.RETURNED and not words.strip():
        raise BadInput(_("Please say in a few words what has to be changed."))
    held = (
        steps.reviewable(found.report) if found.purpose == Purpose.REVIEW else locked(found.report, Report.State.SENT)
    )
    Invitation.objects.filter(pk=found.pk).update(used_at=now)
    given = Confirmation.objects.create(
        report=held,
        answer=choice,
        way=Confirmation.Way.LINK,
        name=found.name,
        post=found.post,
        words=words.strip(),
        pdf_sha256=found.pdf_sha256,
        at=now,
        invitation=found,
    )
    if choice == Answer.AGREED:
        steps.agreed(held, by=None, now=now, who=f"{found.name} {found.post}")
    elif choice == Answer.RECEIVED:
        steps.received(held, by=None, now=now, who=f"{found.name} {found.post}")
    else:
        note(held, "report.returned", None, now, f"{found.name} {found.post}")
    steps.tell_drafter(held, given, reverse("reports:report", args=[held.uuid]))
    return given


@transaction.atomic
def withdraw(*, report: Report, by: Person, now: datetime) -> None:
    """The open link of a report opens nothing any more, for instance when it went to the wrong person."""
    require(by, Role.COMMITTEE)
    steps.withdraw_open(report, now=now)
    note(report, "report.link_withdrawn", by, now)


def shown(found: Invitation) -> ReportFile:
    """The PDF that a link shows."""
    return ReportFile.objects.filter(report=found.report, kind="pdf", sha256=found.pdf_sha256).latest("pk")


def refuse_drafter(report: Report, name: str) -> None:
    if name == report.drafted_by.name:
        raise Refusal(_("Whoever drafted a report does not review it; name another person."))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
