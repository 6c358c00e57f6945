"""How chosen items leave as a file. The formats belong to the room above (`quizzes.exchange`), which offers itself here
when the application starts."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from lms.people.models import Person
from lms.web.errors import Refusal
from quizzes.bank.models import Item

Formats = Callable[[], Iterable[tuple[str, str | Promise]]]
Exporter = Callable[[Sequence[Item], str, Person, datetime], tuple[bytes, str]]
"""(items, format, by, now) -> the file and the ending of its name."""

_formats: Formats = tuple
_exporter: Exporter | None = None


def use(formats: Formats, exporter: Exporter) -> None:
    global _formats, _exporter
    _formats, _exporter = formats, exporter


def formats() -> list[tuple[str, str | Promise]]:
    return list(_formats())


def export(*, items: Sequence[Item], format: str, by: Person, now: datetime) -> tuple[bytes, str]:
    """All these items with their keys, and the ending of the file's name. NotAllowed where a bank is closed to `by`,
    Refusal where one cannot be written."""
    if _exporter is None:
        raise Refusal(_("No format is there to write items in."))
    return _exporter(items, format, by, now)
