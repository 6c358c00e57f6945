"""Running the rules over one set of answers."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from fractions import Fraction

from lxml import etree

from quizzes.exchange.formats.qti.rules.declarations import Declaration
from quizzes.exchange.formats.qti.rules.operators import OPERATORS
from quizzes.exchange.formats.qti.rules.values import NUMBERS, TRUE, Unknown, Value, container, number

DEEPEST = 60


class _Exit(Exception):
    pass


@dataclass
class Rules:
    """`steps` are the elements of responseProcessing; `run` tells what SCORE is afterwards."""

    steps: list[etree._Element]
    responses: Mapping[str, Declaration]
    outcomes: Mapping[str, Declaration]
    _start: dict[str, Value | None] = field(init=False)

    def __post_init__(self) -> None:
        self._start = {name: _initial(declaration) for name, declaration in self.outcomes.items()}
        self._start.setdefault("SCORE", number(0))

    def run(self, answers: Mapping[str, Value | None], outcome: str = "SCORE") -> Fraction:
        """The number that the outcome is; nothing counts as 0. Unknown for what is not understood."""
        value = self.outcomes_of(answers).get(outcome)
        if value is None:
            return Fraction(0)
        if value.base not in NUMBERS or len(value.items) != 1:
            raise Unknown(outcome)
        return Fraction(value.one)

    def outcomes_of(self, answers: Mapping[str, Value | None]) -> dict[str, Value | None]:
        """Every outcome afterwards."""
        state = _State(self, answers, dict(self._start))
        with suppress(_Exit):
            state.follow(self.steps, 0)
        return state.outcomes


def _initial(declaration: Declaration) -> Value | None:
    value = container(declaration.base, [text for text in declaration.default if text.strip()], declaration.cardinality)
    if value is None and declaration.base in NUMBERS and declaration.cardinality == "single":
        return number(0)
    return value


@dataclass
class _State:
    rules: Rules
    answers: Mapping[str, Value | None]
    outcomes: dict[str, Value | None]

    def follow(self, steps: Iterable[etree._Element], depth: int) -> None:
        if depth > DEEPEST:
            raise Unknown("depth")
        for step in steps:
            if step.tag == "setOutcomeValue":
                (expression,) = _children(step, 1)
                self.outcomes[step.get("identifier", "")] = self._typed(step, self.value(expression, depth + 1))
            elif step.tag == "responseCondition":
                self._branch(step, depth)
            elif step.tag == "exitResponse":
                raise _Exit
            elif step.tag == "responseProcessingFragment":
                self.follow(step, depth + 1)
            else:
                raise Unknown(str(step.tag))

    def _typed(self, step: etree._Element, value: Value | None) -> Value | None:
        """A single value in a variable for several is a container of one."""
        declaration = self.rules.outcomes.get(step.get("identifier", ""))
        if value is None or declaration is None or value.cardinality == declaration.cardinality:
            return value
        return Value(value.base, value.items, declaration.cardinality)

    def _branch(self, step: etree._Element, depth: int) -> None:
        kinds = [branch.tag for branch in step]
        if not kinds or kinds[0] != "responseIf" or "responseElse" in kinds[:-1]:
            raise Unknown("responseCondition")
        for branch in step:
            parts = list(branch)
            if branch.tag == "responseElse":
                return self.follow(parts, depth + 1)
            if branch.tag not in {"responseIf", "responseElseIf"} or not parts:
                raise Unknown(str(branch.tag))
            if self.value(parts[0], depth + 1) == TRUE:
                return self.follow(parts[1:], depth + 1)
        return None

    def value(self, node: etree._Element, depth: int) -> Value | None:
        if depth > DEEPEST:
            raise Unknown("depth")
        name = node.get("identifier", "")
        if node.tag == "variable":
            return self._variable(name)
        if node.tag in {"correct", "default", "mapResponse"}:
            declaration = self.rules.responses.get(name)
            if declaration is None:
                raise Unknown(f"{node.tag} {name}")
            if node.tag == "correct":
                return declaration.right
            if node.tag == "default":
                return declaration.value(list(declaration.default))
            if declaration.mapping is None:
                raise Unknown(f"mapping {name}")
            return number(declaration.mapping.points(self.answers.get(name)))
        if node.tag == "null":
            return None
        operator = OPERATORS.get(str(node.tag))
        if operator is None:
            raise Unknown(str(node.tag))
        try:
            return operator(node, [self.value(child, depth + 1) for child in node])
        except (IndexError, ValueError, TypeError) as wrong:
            raise Unknown(str(node.tag)) from wrong

    def _variable(self, name: str) -> Value | None:
        if name in self.outcomes:
            return self.outcomes[name]
        if name in self.rules.responses:
            return self.answers.get(name)
        raise Unknown(f"variable {name}")


def _children(step: etree._Element, count: int) -> list[etree._Element]:
    children = list(step)
    if len(children) != count:
        raise Unknown(str(step.tag))
    return children
