"""What a file of questions turns into, whatever its format: each question is read whole, or refused with a reason."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

PICTURE = "picture:"
"""How rich text and a hotspot's picture name an entry of `Question.pictures`: `<img src="picture:NAME">`."""


@dataclass(frozen=True)
class Position:
    """Where something stands: in which file of a package, on which line (from 1), in which cell or element."""

    line: int = 0
    element: str = ""
    file: str = ""

    def __str__(self) -> str:
        line = _("line %(line)d") % {"line": self.line} if self.line else ""
        return " · ".join(filter(None, (self.file, line, self.element)))


@dataclass(frozen=True)
class Question:
    """One question, read faithfully: answers to body and key score as the file says they do.

    `body`, `key`, `feedback` are those of the kind (docs/reference/item-format.md). `title` is the file's name for it,
    `slug` an identifier that stays the same when the file is exported again (Moodle's idnumber, our own short name).
    None or "" where the file says nothing. `pictures` are the bytes of every picture that `body` names by
    "picture:NAME". `notes` say what was read with a remark, such as a grade that no learner would notice.
    """

    number: int
    position: Position
    kind: str
    body: dict[str, Any]
    key: dict[str, Any]
    feedback: dict[str, Any] = field(default_factory=dict)
    title: str = ""
    slug: str = ""
    competence: str = ""
    level: int | None = None
    band: float | None = None
    source: str = ""
    expires_on: date | None = None
    category: str = ""
    tags: tuple[str, ...] = ()
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def noting(self, *notes: str) -> "Question":
        return replace(self, notes=(*self.notes, *notes))


@dataclass(frozen=True)
class Refused:
    """A question that this software cannot hold as the file means it, and why, in words for its author."""

    number: int
    position: Position
    title: str
    reason: str


@dataclass(frozen=True)
class Aside:
    """What stands in the file and is no question: `what` is "category", "comment" or "description"."""

    position: Position
    what: str
    text: str = ""


Entry = Question | Refused | Aside


class Unfaithful(Exception):
    """Raised while one question is read: it cannot be held as the file means it. The reader yields it as Refused; the
    file's other questions are read on."""

    def __init__(self, reason: Any) -> None:
        super().__init__(str(reason))
        self.reason = str(reason)


@contextmanager
def damage_refused() -> Iterator[None]:
    """Inside, an element that is missing, a name that means nothing and a number that is none are Unfaithful: files are
    not always what their schema promises."""
    try:
        yield
    except (LookupError, ArithmeticError, ValueError):
        raise Unfaithful(_("Its structure is damaged: something that it needs or refers to is not there.")) from None
