"""A file of questions into a bank."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from lms.audit.services import log
from lms.people.models import Person
from quizzes.bank.models import ItemBank
from quizzes.bank.services import items
from quizzes.bank.services.bringing import Fresh, create_many
from quizzes.bank.services.guards import allow_writing
from quizzes.exchange import formats, pictures
from quizzes.exchange.planning import NONE, Defaults, Planned, plan
from quizzes.exchange.question import Refused
from quizzes.exchange.taking import take

STATES = ("created", "changed", "same")


@dataclass(frozen=True)
class Told:
    """What a file did, or would do. Every question of the file is in `planned` or in `refused`; `written` says whether
    anything was."""

    format: str
    planned: list[Planned]
    refused: list[Refused]
    asides: dict[str, int]
    written: bool = False

    @property
    def states(self) -> dict[str, int]:
        counts = Counter(each.state for each in self.planned)
        return {state: counts[state] for state in STATES}

    @property
    def total(self) -> int:
        return len(self.planned) + len(self.refused)


def look(
    *,
    bank: ItemBank,
    content: bytes,
    name: str,
    format: str = "auto",
    defaults: Defaults = NONE,
    publish: bool = False,
) -> Told:
    """What `import_file` would do."""
    taken = take(content=content, name=name, format=format)
    planned, misfits = plan(bank=bank, questions=taken.questions, defaults=defaults, own=publish)
    refused = sorted([*taken.refused, *misfits], key=lambda each: each.number)
    return Told(taken.format, planned, refused, taken.asides)


@transaction.atomic
def import_file(
    *,
    bank: ItemBank,
    content: bytes,
    name: str,
    format: str = "auto",
    defaults: Defaults = NONE,
    keep_good: bool = False,
    publish: bool = False,
    dry_run: bool = False,
    by: Person | None,
    now: datetime,
) -> Told:
    """All questions or none; with `keep_good`, which a person has to ask for, those that can be held as the file means
    them, while the others are told with position and reason. They arrive as drafts to be reviewed; `publish` puts our
    own items.yaml into force at once (only a loader, `by` None, may). NotAllowed where the bank is
    closed to `by`. Twice the same file changes nothing."""
    allow_writing(by, bank)
    ItemBank.objects.select_for_update().get(pk=bank.pk)
    told = look(bank=bank, content=content, name=name, format=format, defaults=defaults, publish=publish)
    if dry_run or not told.planned or (told.refused and not keep_good):
        return told
    publish = publish and by is None
    fresh = [] if publish else [each for each in told.planned if each.item is None]
    create_many(bank=bank, fresh=[_fresh(each, by, now) for each in fresh], by=by, now=now)
    for each in told.planned:
        if each.state != "same" and (publish or each.item is not None):
            _put(bank, each, publish, by, now)
    _audit(bank, told, by, now)
    return Told(told.format, told.planned, told.refused, told.asides, written=True)


def is_own(format: str) -> bool:
    """Whether files of this format are our own (items.yaml): the command, a loader, publishes them at once."""
    return bool(getattr(formats.find(format), "OWN", False))


def _fresh(each: Planned, by: Person | None, now: datetime) -> Fresh:
    question = pictures.keep(each.question, by=by, now=now)
    return Fresh(
        competence=each.competence,
        kind=question.kind,
        level=each.level,
        band=each.band,
        slug=each.slug,
        source=each.source,
        expires_on=question.expires_on,
        body=question.body,
        key=question.key,
        feedback=question.feedback,
    )


def _put(bank: ItemBank, each: Planned, publish: bool, by: Person | None, now: datetime) -> None:
    question, item = pictures.keep(each.question, by=by, now=now), each.item
    if item is None:
        item = items.create(
            bank=bank,
            competence=each.competence,
            kind=question.kind,
            level=each.level,
            band=each.band,
            slug=each.slug,
            source=each.source,
            expires_on=question.expires_on,
            by=by,
            now=now,
        )
    else:
        items.describe(
            item=item,
            competence=each.competence,
            kind=question.kind,
            level=each.level,
            band=each.band,
            source=each.source,
            expires_on=question.expires_on or item.expires_on,
            by=by,
            now=now,
        )
    items.save_draft(item=item, body=question.body, key=question.key, feedback=question.feedback, by=by, now=now)
    if publish:
        items.publish(item=item, by=by, now=now)


def _audit(bank: ItemBank, told: Told, by: Person | None, now: datetime) -> None:
    log.record(
        actor_uuid=by.uuid if by else None,
        verb="items.imported",
        object_type="item_bank",
        object_id=bank.slug,
        purpose=f"{told.format} {len(told.planned)}/{told.total}",
        now=now,
    )
