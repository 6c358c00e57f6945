"""What an expression of a rule can be: nothing (None), or a container of one or more values of one base type."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

NUMBERS = {"float", "integer"}


class Unknown(Exception):
    """A rule says something that this evaluator does not understand; the message is the name of it."""


@dataclass(frozen=True)
class Value:
    """`items` are Fractions for numbers, booleans for booleans and text for everything else."""

    base: str
    items: tuple[Any, ...]
    cardinality: str = "single"

    @property
    def one(self) -> Any:
        return self.items[0]


TRUE, FALSE = Value("boolean", (True,)), Value("boolean", (False,))


def truth(value: bool) -> Value:
    return TRUE if value else FALSE


def number(value: Fraction | int) -> Value:
    return Value("float", (Fraction(value),))


def container(base: str, texts: list[str], cardinality: str) -> Value | None:
    """The value of a declaration or of an answer; no text at all is nothing."""
    items = tuple(parse(base, text) for text in texts)
    return Value(base, items, cardinality) if items else None


def parse(base: str, text: str) -> Any:
    """One value from its text. Unknown when the text is not of the base type."""
    if base == "string":
        return text
    text = " ".join(text.split())
    if base in NUMBERS:
        return to_number(text)
    if base == "boolean":
        if text not in {"true", "false", "1", "0"}:
            raise Unknown(f"boolean {text}")
        return text in {"true", "1"}
    if base == "pair":
        return " ".join(sorted(text.split()))
    return text


def to_number(text: str) -> Fraction:
    try:
        value = Decimal(text)
    except InvalidOperation as wrong:
        raise Unknown(f"number {text[:40]}") from wrong
    if not value.is_finite() or abs(value.adjusted()) > 60:
        raise Unknown(f"number {text[:40]}")
    return Fraction(value)


def same(left: Value, right: Value) -> bool:
    """QTI's match: the order counts only in ordered containers."""
    if left.cardinality == right.cardinality == "ordered":
        return left.items == right.items
    return sorted(map(_sortable, left.items)) == sorted(map(_sortable, right.items))


def _sortable(item: Any) -> tuple[str, Any]:
    return type(item).__name__, item
