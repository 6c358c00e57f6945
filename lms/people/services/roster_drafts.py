"""The life of an uploaded roster: looked at, corrected, confirmed or given up; after a day it is deleted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.audit.services import log
from lms.notify.models import Job
from lms.notify.services import jobs
from lms.people.models import Person, RosterDraft
from lms.people.roster.columns import TITLES
from lms.people.roster.error_files import marked_workbook
from lms.people.roster.matching import NEW
from lms.people.services import roster
from lms.web.errors import Refusal
from lms.web.private import private_storage

FOLDER = "rosters"
KEPT = timedelta(hours=24)
AT_ONCE = 2000
"""Rosters with more rows are imported by the queue."""
TYPED_LENGTH = 200


@transaction.atomic
def open_draft(*, content: bytes, filename: str, effective_on: date, by: Person, now: datetime) -> RosterDraft:
    """Lay an uploaded roster aside to be looked at. Refusal where it cannot be read at all; nothing is kept then."""
    roster.check(content=content, effective_on=effective_on, now=now)
    draft = RosterDraft(by=by, filename=filename[:200], effective_on=effective_on, created_at=now)
    draft.file = private_storage().save(f"{FOLDER}/{draft.uuid}", ContentFile(content))
    draft.save()
    _note("roster.uploaded", draft, by, f"{filename[:200]} {effective_on}", now)
    return draft


def check(draft: RosterDraft, *, now: datetime) -> roster.Check:
    """The roster of an open draft, with everything that was typed, held against what is known now."""
    return roster.check(
        content=_content(draft),
        effective_on=draft.effective_on,
        now=now,
        corrections=_corrections(draft),
        decisions=_decisions(draft),
    )


@transaction.atomic
def correct(
    *, draft: RosterDraft, cells: Mapping[tuple[int, str], str], people: Mapping[int, str], by: Person, now: datetime
) -> None:
    """Keep what was typed over cells and whose a row in doubt is. A decision falls when its row is corrected later, for
    it was made about another row."""
    draft = _locked_open(draft)
    offered = {each.row: {NEW, *(who.choice for who in each.candidates)} for each in check(draft, now=now).conflicts}
    decided = {row: choice for row, choice in people.items() if choice in offered.get(row, set())}
    changed = {f"{row}:{name}": value.strip()[:TYPED_LENGTH] for (row, name), value in cells.items() if name in TITLES}
    touched = {key.partition(":")[0] for key in changed}
    kept = {row: choice for row, choice in draft.decisions.items() if row not in touched}
    draft.corrections = draft.corrections | changed
    draft.decisions = kept | {str(row): choice for row, choice in decided.items()}
    draft.save(update_fields=["corrections", "decisions"])
    cells_told = ", ".join(sorted(changed))
    people_told = ", ".join(str(row) for row in sorted(decided))
    _note("roster.corrected", draft, by, f"cells {cells_told}; people of rows {people_told}", now)


def confirm(*, draft: RosterDraft, by: Person, now: datetime) -> RosterDraft:
    """Import the draft, once: a second call gives the closed draft. RosterRefused when something is still wrong, or
    became so since it was looked at."""
    with transaction.atomic():
        draft = RosterDraft.objects.select_for_update().get(pk=draft.pk)
        if draft.state == RosterDraft.State.IMPORTED:
            return draft
        draft = _locked_open(draft)
        told = roster.import_roster(
            content=_content(draft),
            filename=draft.filename,
            effective_on=draft.effective_on,
            by=by,
            now=now,
            corrections=_corrections(draft),
            decisions=_decisions(draft),
        )
        draft.counts = told.counts
        _close(draft, RosterDraft.State.IMPORTED, now)
    return draft


def confirm_by_queue(*, draft: RosterDraft, by: Person, next_url: str, now: datetime) -> Job:
    """Let a worker import it; asking again gives the same job, unless that was refused."""
    asked = list(Job.objects.filter(key__startswith=f"roster:{draft.uuid}:").order_by("pk"))
    if asked and asked[-1].state not in (Job.State.FAILED, Job.State.GIVEN_UP):
        return asked[-1]
    return jobs.enqueue(
        func="lms.people.services.roster_drafts.confirm_for_job",
        key=f"roster:{draft.uuid}:{len(asked)}",
        kwargs={"draft": draft.pk, "by": by.pk, "next": next_url},
        by_uuid=by.uuid,
        now=now,
    )


def confirm_for_job(job: Job, *, draft: int, by: int) -> None:
    """What a worker does; a second run finds the draft imported."""
    closed = confirm(
        draft=RosterDraft.objects.get(pk=draft), by=Person.objects.get(pk=by), now=max(timezone.now(), job.created_at)
    )
    rows = closed.counts.get("rows", 0)
    jobs.beat(job, done=rows, total=rows, message=_("The roster is imported: %(rows)d mandates.") % {"rows": rows})


@transaction.atomic
def give_up(*, draft: RosterDraft, by: Person | None, now: datetime) -> None:
    """Delete the file and everything typed; a draft that is closed already stays as it is."""
    draft = RosterDraft.objects.select_for_update().get(pk=draft.pk)
    if draft.state != RosterDraft.State.OPEN:
        return
    _close(draft, RosterDraft.State.GIVEN_UP, now)
    _note("roster.given_up", draft, by, draft.filename, now)


@transaction.atomic
def faults_file(*, draft: RosterDraft, by: Person, now: datetime) -> bytes:
    """The bad rows as a marked workbook, written into the audit log: it holds clear values."""
    found = check(draft, now=now)
    _note("roster.errors_saved", draft, by, f"{len(found.faults)} faults, {len(found.conflicts)} conflicts", now)
    return marked_workbook(found.table, found.faults, found.conflicts)


def sweep_old(now: datetime | None = None) -> int:
    """Give up what nobody confirmed within a day, and delete files that no open draft names; how many of both."""
    now = now or timezone.now()
    old = list(RosterDraft.objects.filter(state=RosterDraft.State.OPEN, created_at__lte=now - KEPT).order_by("pk"))
    for draft in old:
        give_up(draft=draft, by=None, now=now)
    return len(old) + _sweep_files(now)


def _sweep_files(now: datetime) -> int:
    storage = private_storage()
    if not storage.exists(FOLDER):
        return 0
    kept = set(RosterDraft.objects.filter(state=RosterDraft.State.OPEN).values_list("file", flat=True))
    paths = [f"{FOLDER}/{name}" for name in storage.listdir(FOLDER)[1]]
    forgotten = [path for path in paths if path not in kept and storage.get_modified_time(path) + KEPT <= now]
    for path in forgotten:
        storage.delete(path)
    return len(forgotten)


def _locked_open(draft: RosterDraft) -> RosterDraft:
    draft = RosterDraft.objects.select_for_update().get(pk=draft.pk)
    if draft.state != RosterDraft.State.OPEN:
        raise Refusal(_("This roster was imported or given up already. Upload the file again if more is to change."))
    return draft


def _close(draft: RosterDraft, state: str, now: datetime) -> None:
    """The file goes once the change is committed; the sweep deletes it should the process die in between."""
    path = draft.file
    draft.state, draft.closed_at, draft.file, draft.corrections, draft.decisions = state, now, "", {}, {}
    draft.save()
    transaction.on_commit(lambda: private_storage().delete(path))


def _content(draft: RosterDraft) -> bytes:
    storage = private_storage()
    if not draft.file or not storage.exists(draft.file):
        raise Refusal(_("The uploaded file is gone. Please upload it again."))
    with storage.open(draft.file) as file:
        return bytes(file.read())


def _corrections(draft: RosterDraft) -> dict[tuple[int, str], str]:
    pairs = ((key.partition(":"), value) for key, value in draft.corrections.items())
    return {(int(row), name): value for (row, _colon, name), value in pairs}


def _decisions(draft: RosterDraft) -> dict[int, str]:
    return {int(row): choice for row, choice in draft.decisions.items()}


def _note(verb: str, draft: RosterDraft, by: Person | None, purpose: str, now: datetime) -> None:
    log.record(
        actor_uuid=by.uuid if by else None,
        verb=verb,
        object_type="roster",
        object_id=str(draft.uuid),
        purpose=purpose,
        now=now,
    )
