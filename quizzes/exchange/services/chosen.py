"""Items chosen in the editors' list, as a file; offered to the bank when the application starts."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from lms.audit.services import log
from lms.people.models import Person
from lms.web.errors import Refusal
from quizzes.bank.models import Item
from quizzes.bank.services.guards import allow_writing
from quizzes.exchange import formats
from quizzes.exchange.selectors import questions_among

NAMED = 5


def export_chosen(items: Sequence[Item], format: str, by: Person, now: datetime) -> tuple[bytes, str]:
    """The file and the ending of its name; audited. Refusal, naming items and reasons, when one of them was never
    published or the format cannot say it: nothing is left out in silence."""
    for bank in {item.bank for item in items}:
        allow_writing(by, bank)
    target = formats.find_writable(format)
    wanted = Item.objects.filter(pk__in=[item.pk for item in items])
    questions = list(questions_among(wanted))
    there = {question.slug for question in questions}
    bad = [f"{item.slug}: {_('was never published.')}" for item in items if item.slug not in there]
    bad += [f"{one.slug}: {reason}" for one in questions if (reason := target.unwritable(one))]
    if bad:
        more = "…" if len(bad) > NAMED else ""
        raise Refusal(_("No file was written. %(reasons)s") % {"reasons": " ".join(bad[:NAMED]) + more})
    content = target.write(questions)
    log.record(
        actor_uuid=by.uuid,
        verb="items.exported",
        object_type="item",
        object_id=format,
        purpose=f"{len(questions)}: {', '.join(sorted(there))}",
        now=now,
    )
    return content, target.WRITES


def writable() -> Iterable[tuple[str, str | Promise]]:
    """Name and label of each format that items can leave in."""
    return [(name, found.LABEL) for name, found in formats.writable_formats().items()]
