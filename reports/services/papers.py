"""A signed paper handed in: the scan of what another person signed, as review or as receipt."""

from __future__ import annotations

import hashlib
from datetime import datetime

import pypdfium2
from django.db import transaction
from django.utils.translation import gettext as _

from lms.people.models import Person, Role
from lms.people.permissions import require
from lms.web.errors import BadInput
from lms.web.pictures import draw_anew
from reports.models import Confirmation, Report
from reports.services import steps
from reports.services.files import stored
from reports.services.invitations import refuse_drafter
from reports.services.reports import locked, newest_pdf, note

MOST_BYTES = 20 * 1024 * 1024
MOST_PAGES = 60


@transaction.atomic
def hand_in(
    *, report: Report, answer: str, name: str, post: str, words: str, content: bytes, by: Person, now: datetime
) -> Confirmation:
    """Note what a named person signed on paper: agreed (the draft is reviewed) or received (the sent report is).
    Whoever drafted it may hand in the scan, as in an office of one, but never be the one who signed."""
    require(by, Role.COMMITTEE)
    name, post = name.strip(), post.strip()
    if not name or not post:
        raise BadInput(_("Name and post of the person are needed."))
    if answer == Confirmation.Answer.AGREED:
        held = steps.reviewable(report)
        refuse_drafter(held, name)
    elif answer == Confirmation.Answer.RECEIVED:
        held = locked(report, Report.State.SENT)
    else:
        raise BadInput(_("Please choose an answer."))
    kind = kind_of(content)
    given = Confirmation.objects.create(
        report=held,
        answer=answer,
        way=Confirmation.Way.PAPER,
        name=name,
        post=post,
        words=words.strip(),
        pdf_sha256=newest_pdf(held).sha256,
        file=stored(held, f"paper.{kind}", content),
        file_sha256=hashlib.sha256(content).hexdigest(),
        at=now,
        by=by,
    )
    note(held, "report.paper", by, now, f"{given.get_answer_display()} {name} {post}")
    if answer == Confirmation.Answer.AGREED:
        steps.agreed(held, by=None, now=now, who=f"{name} {post}")
    else:
        steps.received(held, by=None, now=now, who=f"{name} {post}")
    return given


def kind_of(content: bytes) -> str:
    """ "pdf" or "jpg", by what the file holds, not by its name. BadInput for anything else, for damaged, locked or
    endless ones. The bytes are kept as they are: they are the proof."""
    if len(content) > MOST_BYTES:
        raise BadInput(_("The file is larger than %(limit)d MB.") % {"limit": MOST_BYTES // 1024 // 1024})
    if content.startswith(b"%PDF-"):
        try:
            document = pypdfium2.PdfDocument(content)
        except pypdfium2.PdfiumError:
            raise BadInput(_("The PDF is damaged or locked. Scan the paper once more.")) from None
        try:
            if not 0 < len(document) <= MOST_PAGES:
                raise BadInput(_("The scan has no page, or more than %(most)d.") % {"most": MOST_PAGES})
            document[0].render(scale=0.2)
        finally:
            document.close()
        return "pdf"
    if content.startswith(b"\xff\xd8"):
        draw_anew(content, small=True)
        return "jpg"
    raise BadInput(_("Hand in the scan as PDF or JPG."))
