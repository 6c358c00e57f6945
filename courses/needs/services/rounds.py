"""The life of a round: opened, closed by the committee or when its days are over. Closing cuts every link between a
person and what they answered."""

import json
from collections import Counter
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.files.needs_survey import OTHER, TEXT, questions_of
from courses.models import NeedsAnswer, NeedsRound, NeedsSheet, NeedsText, Programme
from courses.needs import hooks
from courses.needs.selectors import people
from lms.audit.services import log
from lms.people.models import Person, Role
from lms.people.permissions import require
from lms.web.errors import BadInput, Refusal

LEAST_STRATUM = 5
"""A unit stays with an answer only where so many of its group answered."""
WRITTEN = "written"
"""What remains among the answers of a question of words."""


@transaction.atomic
def open_round(
    *, programme: Programme, title: str, starts_on: date, ends_on: date, by: Person | None, now: datetime
) -> NeedsRound:
    """A round with the programme's questionnaire as it is now. `by` is None for the demonstration. Refusal while one is
    open, BadInput for days that are over or in the wrong order, or without a questionnaire."""
    if by is not None:
        require(by, Role.COMMITTEE)
    if not programme.needs_survey:
        raise BadInput(_("This programme has no needs survey."))
    if ends_on < starts_on or ends_on < timezone.localdate(now):
        raise BadInput(_("The last day must not lie before the first one or in the past."))
    if not title.strip():
        raise BadInput(_("Give the round a title."))
    if NeedsRound.objects.select_for_update().filter(state=NeedsRound.State.OPEN).exists():
        raise Refusal(_("A round is open already; close it first."))
    opened = NeedsRound.objects.create(
        programme=programme,
        title=title.strip(),
        starts_on=starts_on,
        ends_on=ends_on,
        survey=programme.needs_survey,
        opened_at=now,
        opened_by=by,
    )
    _note(opened, "needs.opened", by, now)
    return opened


@transaction.atomic
def close(*, asked: NeedsRound, by: Person | None, now: datetime) -> NeedsRound:
    """No more answers; names go for good, drafts too. `by` is None when the days are over. Idempotent."""
    if by is not None:
        require(by, Role.COMMITTEE)
    held = NeedsRound.objects.select_for_update().get(pk=asked.pk)
    if not held.is_open:
        return held
    sheets = list(held.sheets.filter(handed_in_at__isnull=False))
    held.invited = people.counted(people.everybody(held, timezone.localdate(now)).values())
    held.state, held.closed_at, held.closed_by = NeedsRound.State.CLOSED, now, by
    held.save(update_fields=["invited", "state", "closed_at", "closed_by"])
    NeedsAnswer.objects.bulk_create(_answers(held, sheets), batch_size=500)
    NeedsText.objects.bulk_create(_texts(held, sheets), batch_size=500)
    NeedsSheet.objects.filter(round=held).delete()
    _note(held, "needs.closed", by, now)
    hooks.closed(held, now)
    return held


def sweep_due(now: datetime | None = None) -> int:
    """Close the round whose last day is over; how many were. A name is not kept longer because nobody pressed a
    button."""
    now = now or timezone.now()
    due = NeedsRound.objects.filter(state=NeedsRound.State.OPEN, ends_on__lt=timezone.localdate(now))
    return sum(not close(asked=one, by=None, now=now).is_open for one in due)


def _answers(held: NeedsRound, sheets: list[NeedsSheet]) -> list[NeedsAnswer]:
    """In the order of what they say, so that none stands where its person did."""
    strata = Counter((sheet.group, sheet.unit) for sheet in sheets)
    words = {question["id"] for question in questions_of(held.survey) if question["kind"] == TEXT}
    rows = [
        NeedsAnswer(
            round=held,
            group=sheet.group,
            unit=sheet.unit if strata[sheet.group, sheet.unit] >= LEAST_STRATUM else "",
            answers={
                name: WRITTEN if name in words else value
                for name, value in sorted(sheet.answers.items())
                if not name.endswith(f"_{OTHER}")
            },
        )
        for sheet in sheets
    ]
    rows.sort(key=lambda row: json.dumps([row.group, row.unit, row.answers], ensure_ascii=False, sort_keys=True))
    for number, row in enumerate(rows, start=1):
        row.number = number
    return rows


def _texts(held: NeedsRound, sheets: list[NeedsSheet]) -> list[NeedsText]:
    found = []
    for question in questions_of(held.survey):
        name = question["id"] if question["kind"] == TEXT else f"{question['id']}_{OTHER}"
        texts = sorted(str(sheet.answers[name]) for sheet in sheets if sheet.answers.get(name))
        found += [
            NeedsText(round=held, question=question["id"], number=number, text=text)
            for number, text in enumerate(texts, start=1)
        ]
    return found


def _note(asked: NeedsRound, verb: str, by: Person | None, now: datetime) -> None:
    log.record(
        actor_uuid=by.uuid if by else None, verb=verb, object_type="needs_round", object_id=str(asked.uuid), now=now
    )
