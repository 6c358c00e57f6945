"""Lists with names, only on a recorded request of the standing committee."""

from __future__ import annotations

import io
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.audit.services.log import record as audit
from lms.people.models import Person, Role
from lms.people.permissions import require
from lms.web.errors import BadInput, Refusal
from quizzes.models import ReadinessGrade
from quizzes.readiness.selectors import grades
from reports.models import NamedAnnex, Snapshot
from reports.services.sheets import Book
from reports.services.snapshots import mandates_of, moment_of
from reports.services.wording import chinese_day
from reports.words import GRADES, LEVELS

HEADS = ("所在镇（街道）", "姓名", "任职", "届次", "结果")
NO_RESULT = "暂无结果"


def record(
    *, snapshot: Snapshot, holds: str, document: str, dated: date, asked_by: str, by: Person, now: datetime
) -> NamedAnnex:
    """Note the request. BadInput without a document or with one of a day to come, Refusal where it is noted already."""
    require(by, Role.COMMITTEE)
    if not document.strip() or not asked_by.strip():
        raise BadInput(_("A list with names needs the number of the document and who asked."))
    if dated > timezone.localdate(now):
        raise BadInput(_("The document is dated in the future."))
    try:
        with transaction.atomic():
            annex = NamedAnnex.objects.create(
                snapshot=snapshot,
                holds=holds,
                document=document.strip(),
                dated=dated,
                asked_by=asked_by.strip(),
                by=by,
                at=now,
            )
            _note(annex, "annex.recorded", by, now)
    except IntegrityError as error:
        raise Refusal(_("This document is recorded already.")) from error
    return annex


def rows(annex: NamedAnnex) -> list[tuple[str, str, str, str, str]]:
    """Unit, name, mandate, term and result as of the snapshot's day, in the order of the administrative division and of
    names; never of results."""
    snapshot = annex.snapshot
    mandates = list(mandates_of(snapshot.programme, snapshot.as_of))
    given = grades.as_of(mandates, snapshot.scope["key"], moment_of(snapshot))
    found = []
    for mandate in mandates:
        grade = given.get(mandate.pk)
        result = GRADES.get(grade.grade if grade else ReadinessGrade.Grade.UNASSESSED, NO_RESULT)
        if annex.holds == NamedAnnex.Holds.GRADES or result == NO_RESULT:
            person, place = mandate.person, (mandate.unit.position, mandate.unit_id)
            line = (mandate.unit.short_name, person.name, LEVELS[mandate.level], mandate.term.written, result)
            found.append(((place, person.name_sort, person.pk), line))
    return [line for _key, line in sorted(found)]


def workbook(*, annex: NamedAnnex, by: Person, now: datetime) -> bytes:
    """The list as a workbook that names the document it rests on; each making of it is in the audit log."""
    require(by, Role.COMMITTEE)
    out = io.BytesIO()
    with Book(out) as book:
        sheet, asked = book.add_worksheet("名单"), f"{chinese_day(annex.dated)}，{annex.asked_by}"
        sheet.write_string(0, 0, f"依据{annex.document}（{asked}），截至{chinese_day(annex.snapshot.as_of)}")
        sheet.write_string(1, 0, "内部资料，仅供会议使用，用后收回；不作为评价代表的依据。")
        book.table(sheet, name="names", columns=[(head, "text") for head in HEADS], lines=rows(annex), top=3)
    _note(annex, "annex.downloaded", by, now)
    return out.getvalue()


def _note(annex: NamedAnnex, verb: str, by: Person, now: datetime) -> None:
    audit(
        actor_uuid=by.uuid,
        verb=verb,
        object_type="snapshot",
        object_id=str(annex.snapshot.uuid),
        purpose=annex.document,
        now=now,
    )
