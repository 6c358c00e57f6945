"""One person's sheet: begun, saved part by part, handed in, changed as often as one likes, taken back – until the round
closes."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.files.needs_survey import OTHER
from courses.models import NeedsRound, NeedsSheet
from courses.needs.selectors import people
from lms.people.models import Person
from lms.web.errors import BadInput, NotAllowed, Refusal


@transaction.atomic
def save(
    *, asked: NeedsRound, person: Person, parts: Collection[int], answers: dict[str, Any], now: datetime
) -> NeedsSheet:
    """Keep the answers of these parts (from 0), empty ones left out; the rest of the sheet stays. NotAllowed for
    somebody who is not asked, Refusal outside the days of the round. Saving the same again changes nothing."""
    held = _answering(asked, now)
    place = people.place_of(person, held, timezone.localdate(now))
    if place is None:
        raise NotAllowed(_("This survey is for deputies in office and the staff of the congresses."))
    names = {name for part in parts for name in _names(held, part)}
    sheet, _made = NeedsSheet.objects.select_for_update().get_or_create(
        round=held, person=person, defaults={"group": place.group, "unit": place.unit, "changed_at": now}
    )
    kept = {name: value for name, value in sheet.answers.items() if name not in names}
    sheet.answers = kept | {name: value for name, value in answers.items() if name in names and value}
    sheet.group, sheet.unit, sheet.changed_at = place.group, place.unit, now
    sheet.save(update_fields=["answers", "group", "unit", "changed_at"])
    return sheet


@transaction.atomic
def hand_in(*, asked: NeedsRound, person: Person, now: datetime) -> NeedsSheet:
    """It counts from now on; the first time stays. BadInput for a sheet without any answer."""
    held = _answering(asked, now)
    sheet = NeedsSheet.objects.select_for_update().filter(round=held, person=person).first()
    if sheet is None or not sheet.answers:
        raise BadInput(_("Nothing is filled in yet. Please answer at least one question."))
    if sheet.handed_in_at is None:
        sheet.handed_in_at = now
        sheet.save(update_fields=["handed_in_at"])
    return sheet


@transaction.atomic
def take_back(*, asked: NeedsRound, person: Person, now: datetime) -> None:
    """The sheet is deleted. Refusal once the round is closed: then nobody knows any more which one it was."""
    held = _answering(asked, now)
    NeedsSheet.objects.filter(round=held, person=person).delete()


def _answering(asked: NeedsRound, now: datetime) -> NeedsRound:
    """The round, locked against being closed meanwhile."""
    held = NeedsRound.objects.select_for_update().select_related("programme").get(pk=asked.pk)
    today = timezone.localdate(now)
    if not held.is_open or not held.starts_on <= today <= held.ends_on:
        raise Refusal(_("The survey is not open for answers today."))
    return held


def _names(asked: NeedsRound, part: int) -> set[str]:
    """What the questions of the part are called among the answers."""
    names = {question["id"] for question in asked.survey["parts"][part]["questions"]}
    return names | {f"{name}_{OTHER}" for name in names}
