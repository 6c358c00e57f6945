"""What the writer of a kind hands over."""

from dataclasses import dataclass, field

from lxml import etree


@dataclass
class Parts:
    """`responses` and `steps` in the order of the file, `body` what learners see; `best` is what the right answer
    earns. `told` are explanations by the value of FEEDBACK that shows them, `feedback` the steps that set it."""

    responses: list[etree._Element]
    body: list[etree._Element]
    steps: list[etree._Element] = field(default_factory=list)
    template: str = ""
    best: float = 1.0
    outcomes: list[str] = field(default_factory=list)
    told: dict[str, str] = field(default_factory=dict)
    feedback: list[etree._Element] = field(default_factory=list)
    many: bool = False
