"""What a sitting shows while it is under way: never a key, never an explanation."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from lms.people.models import Person
from quizzes.delivery.models import Attempt, ItemLock, PresentedItem, Quiz, Response
from quizzes.delivery.selectors.contents import Content, contents_of
from quizzes.delivery.served import Served
from quizzes.scoring import is_skipped
from quizzes.types import registry
from quizzes.types.options import arranged
from quizzes.types.registry import Kind


@dataclass(frozen=True)
class Line:
    """One item of the sitting with the answer that stands, if there is one; all of it as browsers see it (`Served`)."""

    content: Content
    answer: dict[str, Any] | None = None
    """As it is stored; `payload` is the same as browsers see it."""
    seq: int = 0
    saved_at: datetime | None = None
    lock: str = ""
    """ "" while it takes answers; "left" or "seen" once it does not."""

    @property
    def position(self) -> int:
        return self.content.position

    @property
    def kind(self) -> Kind:
        return self.content.kind

    @property
    def served(self) -> Served:
        return self.content.served

    @property
    def body(self) -> dict[str, Any]:
        return self.content.body

    @property
    def shown(self) -> Any:
        return self.content.shown

    @cached_property
    def payload(self) -> dict[str, Any] | None:
        return self.served.out(self.answer)

    @property
    def state(self) -> str:
        """ "open", "skipped" or "answered"."""
        if self.answer is None:
            return "open"
        return "skipped" if is_skipped(self.answer) else "answered"

    @property
    def is_skipped(self) -> bool:
        return self.state == "skipped"

    @property
    def stem(self) -> str:
        """In plain words, for lists."""
        return self.kind.title(self.body)

    @property
    def shows_html(self) -> bool:
        """Whether the question is shown as HTML, and by the page, not by the kind's own form."""
        return bool(self.body.get("html")) and not self.kind.holds_stem

    def widget(self, sent: QueryDict | None = None) -> dict[str, Any]:
        """What the kind's form shows: the answer that stands, or what was sent and could not be stored."""
        payload = None if self.is_skipped else self.payload
        return self.kind.reading.widget(self.body, self.shown, payload, sent)

    def read(self, sent: QueryDict) -> dict[str, Any] | None:
        """What the form says, in the names that were served; None where there is none. Unfinished for half of one."""
        return self.served.out(self.kind.reading.read(sent, self.body, self.shown))


class Counts(NamedTuple):
    """How many items are in each state."""

    answered: int
    skipped: int
    open: int


@dataclass(frozen=True)
class Sitting:
    """An attempt with its items, for the page of one item and for the overview."""

    attempt: Attempt
    lines: list[Line]

    @property
    def total(self) -> int:
        return len(self.lines)

    @cached_property
    def counts(self) -> Counts:
        states = [line.state for line in self.lines]
        return Counts(**{state: states.count(state) for state in Counts._fields})

    def marks(self, here: int) -> list[str]:
        """For the row of small marks: "now" for the item at `here`, else "done", "skipped" or ""."""
        words = {"answered": "done", "skipped": "skipped", "open": ""}
        return ["now" if line.position == here else words[line.state] for line in self.lines]

    @cached_property
    def open_positions(self) -> list[int]:
        return [line.position for line in self.lines if line.state == "open"]

    @cached_property
    def current(self) -> Line | None:
        """The first item that still takes answers; None when all are locked."""
        return next((line for line in self.lines if not line.lock), None)

    @cached_property
    def last_saved_at(self) -> datetime | None:
        return max((line.saved_at for line in self.lines if line.saved_at), default=None)

    def line(self, position: int | None) -> Line:
        """The item at that position; without one, or with one there is not, the first that is still open."""
        for line in self.lines:
            if line.position == position:
                return line
        return next((line for line in self.lines if line.state == "open"), self.lines[0])


OWN = """SELECT a.*, q.slug AS quiz_slug, q.title AS quiz_title, q.purpose AS quiz_purpose
FROM quizzes_attempt a JOIN quizzes_quiz q ON q.id = a.quiz_id WHERE a.uuid = %s AND a.person_id = %s"""
"""`Attempt.objects.visible_to(person)` with the quiz as SQL, for the reason that `STANDING` gives."""
OF_QUIZ = ("slug", "title", "purpose")


def own_attempt(*, person: Person, uuid: UUID) -> Attempt | None:
    """The person's attempt; None for another person's. Of its quiz only what a sitting shows is there; the rest of it
    costs a query."""
    wanted = Attempt._meta.get_field("uuid").get_db_prep_value(uuid, connection)
    for attempt in Attempt.objects.raw(OWN, [wanted, person.pk]):
        told = [attempt.quiz_id, *(attempt.__dict__.pop(f"quiz_{name}") for name in OF_QUIZ)]
        attempt.quiz = Quiz.from_db(connection.alias, ["id", *OF_QUIZ], told)
        return attempt
    return None


def sitting_of(attempt: Attempt) -> Sitting:
    """One query, whatever the number of items; two where the rules lock items; one more where this process has not met
    the sitting lately."""
    answers, locks = standing_answers(attempt), _locks(attempt)
    return Sitting(
        attempt,
        [_line(one, answers.get(one.presented_id), locks.get(one.presented_id, "")) for one in contents_of(attempt)],
    )


def _locks(attempt: Attempt) -> dict[int, str]:
    """Why an item is locked, by presented item."""
    if not attempt.only_forward and not attempt.shows_each:
        return {}
    return dict(ItemLock.objects.filter(presented__attempt=attempt).values_list("presented_id", "reason"))


STANDING = """SELECT * FROM quizzes_response WHERE attempt_id = %s AND NOT late AND seq IN
(SELECT MAX(seq) FROM quizzes_response WHERE attempt_id = %s AND NOT late GROUP BY presented_id)"""
"""`Response.objects.standing` as SQL: every page of a sitting asks this, and putting it together took longer than the
database did."""


def standing_answers(attempt: Attempt) -> dict[int, Response]:
    """The last answer in time, by presented item."""
    return {row.presented_id: row for row in Response.objects.raw(STANDING, [attempt.pk, attempt.pk])}


def _line(content: Content, answer: Response | None, lock: str) -> Line:
    if answer is None:
        return Line(content, lock=lock)
    return Line(content, answer.payload, answer.seq, answer.received_at, lock)


def in_words(presented: PresentedItem, payload: Mapping[str, Any]) -> list[str]:
    """An answer in words; one line that says so for a skipped item. Several options stand in the order of the sitting:
    that of the author would often tell the right ones."""
    if is_skipped(payload):
        return [_("Skipped")]
    return registry.kind(presented.version.item.kind).content.describe(_as_shown(presented), payload)


def _as_shown(presented: PresentedItem) -> dict[str, Any]:
    body, shown = dict(presented.version.body), presented.option_order
    if isinstance(shown, list) and "options" in body:
        body["options"] = arranged(body, shown)
    if isinstance(shown, dict) and "gaps" in body:
        body["gaps"] = [
            {**gap, "options": arranged(gap, shown[gap["id"]])} if gap["id"] in shown else gap for gap in body["gaps"]
        ]
    return body
