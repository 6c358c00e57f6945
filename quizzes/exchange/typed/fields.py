from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from quizzes.exchange.question import Position


@dataclass(frozen=True)
class Choice:
    """One option; `letter` is A, B, … as it stands in the file. `html` is "" where the text says it all."""

    letter: str
    text: str
    html: str = ""


@dataclass(frozen=True)
class Typed:
    """One question in its typed parts, each "" where it was left empty."""

    number: int
    position: Position
    kind: str = ""
    stem: str = ""
    html: str = ""
    options: tuple[Choice, ...] = ()
    answer: str = ""
    explanation: str = ""
    notes_on_options: str = ""
    rule: str = ""
    units: str = ""
    competence: str = ""
    level: str = ""
    difficulty: str = ""
    source: str = ""
    tags: str = ""
    expires: str | date = ""
    slug: str = ""
    points: str = ""
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        return " ".join(self.stem.split())[:40]
