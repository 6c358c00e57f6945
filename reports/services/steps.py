"""From draft to file: 拟稿 → 核稿 → 报送 → 签收 → 归档. Five states in a line, one function a step."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from lms.notify.services.notices import tell
from lms.people.models import Person, Role
from lms.people.permissions import require
from lms.web.errors import Refusal
from reports.models import Confirmation, Invitation, Report
from reports.services.reports import locked, newest_pdf, note, up_to_date


@transaction.atomic
def review(*, report: Report, by: Person, now: datetime) -> Report:
    """A second person of the staff has read it and agrees. Refusal for whoever drafted it."""
    require(by, Role.COMMITTEE)
    held = reviewable(report)
    if held.drafted_by_id == by.pk:
        raise Refusal(_("Whoever drafted a report does not review it; ask a colleague."))
    Confirmation.objects.create(
        report=held, answer=Confirmation.Answer.AGREED, way=Confirmation.Way.COLLEAGUE,
        name=by.name, pdf_sha256=newest_pdf(held).sha256, at=now, by=by,
    )  # fmt: skip
    return agreed(held, by=by, now=now)


def reviewable(report: Report) -> Report:
    """The draft, locked. Refusal where its documents are older than its texts."""
    held = locked(report, Report.State.DRAFT)
    if not up_to_date(held):
        raise Refusal(_("The documents do not show the present texts. Make them first, then read the PDF."))
    return held


def agreed(held: Report, *, by: Person | None, now: datetime, who: str = "") -> Report:
    """The state after a review; the caller has locked the draft and written down who agreed: `by`, or `who`."""
    withdraw_open(held, now=now)
    held.state, held.reviewed_by, held.reviewed_at = Report.State.REVIEWED, by, now
    held.save(update_fields=["state", "reviewed_by", "reviewed_at"])
    note(held, "report.reviewed", by, now, who)
    return held


@transaction.atomic
def give_back(*, report: Report, by: Person, now: datetime) -> Report:
    """A reviewed report becomes a draft again, to be changed and reviewed anew. Refusal once it was sent."""
    require(by, Role.COMMITTEE)
    held = locked(report, Report.State.REVIEWED)
    held.state, held.reviewed_by, held.reviewed_at = Report.State.DRAFT, None, None
    held.save(update_fields=["state", "reviewed_by", "reviewed_at"])
    note(held, "report.given_back", by, now)
    return held


@transaction.atomic
def send(*, report: Report, by: Person, now: datetime) -> Report:
    """Note that the reviewed report went to the standing committee."""
    require(by, Role.COMMITTEE)
    held = locked(report, Report.State.REVIEWED)
    held.state, held.sent_at = Report.State.SENT, now
    held.save(update_fields=["state", "sent_at"])
    note(held, "report.sent", by, now)
    return held


def received(held: Report, *, by: Person | None, now: datetime, who: str) -> Report:
    """The state after 签收; the caller has locked the sent report and written down who received it."""
    withdraw_open(held, now=now)
    held.state, held.received_at = Report.State.RECEIVED, now
    held.save(update_fields=["state", "received_at"])
    note(held, "report.received", by, now, who)
    return held


def withdraw_open(report: Report, *, now: datetime) -> None:
    """Its open links answer nothing any more."""
    Invitation.objects.filter(report=report, used_at=None, withdrawn_at=None).update(withdrawn_at=now)


def tell_drafter(report: Report, answered: Confirmation, address: str) -> None:
    """A notice for whoever drafted it, once for each answer."""
    said = {"name": answered.name, "answer": answered.get_answer_display(), "title": report.title}
    tell(
        to_uuid=report.drafted_by.uuid,
        kind="report",
        key=f"report.answered:{answered.pk}",
        text=_("%(name)s: %(answer)s – %(title)s") % said,
        url=address,
        now=answered.at,
    )
