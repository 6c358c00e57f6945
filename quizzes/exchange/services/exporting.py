"""A bank out into a file."""

from dataclasses import dataclass
from datetime import datetime

from lms.audit.services import log
from lms.people.models import Person
from quizzes.bank.models import ItemBank
from quizzes.bank.services.guards import allow_writing
from quizzes.exchange import formats
from quizzes.exchange.question import Refused
from quizzes.exchange.selectors import questions_of


@dataclass(frozen=True)
class Written:
    """A file, how many questions are in it, and those that its format cannot say, with reasons."""

    content: bytes
    ending: str
    count: int
    left_out: list[Refused]


def export_bank(*, bank: ItemBank, format: str, look_only: bool = False, by: Person | None, now: datetime) -> Written:
    """The bank's published items, keys included; audited. `look_only` tells what would be left out and writes no file.
    NotAllowed where the bank is closed to the person."""
    allow_writing(by, bank)
    target = formats.find_writable(format)
    good, left_out = [], []
    for question in questions_of(bank):
        if reason := target.unwritable(question):
            left_out.append(Refused(question.number, question.position, question.slug, reason))
        else:
            good.append(question)
    if look_only:
        return Written(b"", target.WRITES, len(good), left_out)
    content = target.write(good)
    log.record(
        actor_uuid=by.uuid if by else None,
        verb="items.exported",
        object_type="item_bank",
        object_id=bank.slug,
        purpose=f"{format} {len(good)}",
        now=now,
    )
    return Written(content, target.WRITES, len(good), left_out)
