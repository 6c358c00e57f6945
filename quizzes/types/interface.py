"""What the files of a kind's folder offer. A new kind is a new folder that keeps to this.

`body` is what is shown, `key` is secret, `feedback` is told afterwards; `shown` is what one sitting shuffled (a list of
ids, or {} where nothing is shuffled) and `payload` an answer in the form that `scoring.validate` gives it.
"""

import random
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from django.http import QueryDict
from django.utils.functional import Promise

from quizzes.types.problems import Problem

Data = dict[str, Any]
Content = tuple[Data, Data, Data]
"""Body, key and feedback."""


class Unfinished(ValueError):
    """A form that holds half an answer, or one that cannot be read; the message is for the learner."""


class Scoring(Protocol):
    """`scoring.py`: pure, without Django. Optional beside these: `wrong_of(body, key, rng)`, an answer that does not
    earn everything (the simulated cohort gives it), `remarks(payload, key)`, what a key says to one answer,
    `follows(before, after)`, whether a later answer may take the place of an earlier one, and `BY_HAND = True` where
    only a person can mark."""

    @staticmethod
    def validate(payload: Mapping[str, Any], body: Mapping[str, Any], shown: Any) -> Data:
        """The answer in its one written form; validating that again changes nothing. ValueError for anything else."""

    @staticmethod
    def score(payload: Mapping[str, Any], key: Mapping[str, Any]) -> float:
        """Points from 0 to 1 for a validated answer that is not skipped."""

    @staticmethod
    def arrange(body: Mapping[str, Any], rng: random.Random, shuffle: bool) -> Any:
        """What one sitting shows in which order. No key is at hand: an order that kept away from the right one would
        tell something of it."""

    @staticmethod
    def answer_of(key: Mapping[str, Any]) -> Data:
        """An answer that earns everything."""


class Words(Protocol):
    """`content.py`. Optional beside these: `title(body)`, the question in plain words where that is not the stem,
    `UNFIT`, what a learner is told whose answer cannot be read, and `report(payload, key)`, the context of report.html,
    which tells an answer's parts with their points to whoever may see the key."""

    LABEL: str | Promise
    PLACE: int
    """Where the kind stands among the others in lists."""
    FIELDS: Mapping[str, bool]
    """Names of the body's fields beside stem and html, and whether an item must have them."""

    @staticmethod
    def canonical(body: Data, key: Data, feedback: Data) -> Content:
        """The same with trimmed texts and nothing empty, so that equal content compares equal; html is made harmless
        here. Drafts are incomplete: whatever is malformed stays for `problems` to name."""

    @staticmethod
    def problems(body: Data, key: Data, feedback: Data) -> list[Problem]:
        """Everything that keeps it from being published. Takes what `canonical` gives."""

    @staticmethod
    def describe(body: Mapping[str, Any], payload: Mapping[str, Any]) -> list[str]:
        """An answer that is not skipped, in words."""

    @staticmethod
    def notes(feedback: Mapping[str, Any], payload: Mapping[str, Any]) -> list[str]:
        """What the authors say to this answer, the general explanation last. `payload` is {} without an answer."""

    @staticmethod
    def preview(body: Data, key: Data, feedback: Data) -> Data:
        """The context of preview.html: what an author sees of the right answer. Drafts may be incomplete."""


class Reading(Protocol):
    """`reading.py`. Optional beside these: `SCRIPTS` and `STYLES`, static files the widget is better with, and
    `HOLDS_STEM = True` where the widget shows the question itself."""

    @staticmethod
    def widget(body: Mapping[str, Any], shown: Any, payload: Mapping[str, Any] | None, sent: QueryDict | None) -> Data:
        """The context of widget.html: the saved answer filled in, or what was `sent` and could not be stored."""

    @staticmethod
    def read(sent: QueryDict, body: Mapping[str, Any], shown: Any) -> Data | None:
        """The answer in a form that was sent without a script; None where nothing was given. Unfinished for half."""


class Editor(Protocol):
    """What the class `Editor` of `editing.py` is: the half of the author's form that belongs to the kind."""

    def __init__(self, data: QueryDict | None, content: Content | None) -> None: ...

    @property
    def forms(self) -> Sequence[Any]:
        """Every form in it, for errors and for tests."""

    @property
    def errors(self) -> list[str]:
        """What is wrong with it as a whole, shown above the form."""

    def is_valid(self) -> bool: ...

    def content(self) -> Content:
        """Body, key and feedback without stem and general explanation, which the item's own form holds."""


class Editing(Protocol):
    """`editing.py`."""

    Editor: type[Editor]
