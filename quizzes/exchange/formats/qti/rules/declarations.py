"""What an item says about its responses and outcomes."""

from dataclasses import dataclass
from fractions import Fraction

from lxml import etree

from quizzes.exchange.formats.qti.rules.values import Unknown, Value, container, parse, to_number


@dataclass(frozen=True)
class Entry:
    key: str
    points: Fraction
    case: bool = True


@dataclass(frozen=True)
class Mapping:
    """Points of each value of a response; `fallback` for values that it does not name."""

    entries: tuple[Entry, ...]
    fallback: Fraction
    low: Fraction | None
    high: Fraction | None

    def points(self, value: Value | None) -> Fraction:
        """The sum over the values, each counted once, within the bounds."""
        total = sum((self._of(value.base, item) for item in dict.fromkeys(value.items)), Fraction(0)) if value else 0
        return self.bounded(Fraction(total))

    def bounded(self, total: Fraction) -> Fraction:
        if self.low is not None:
            total = max(total, self.low)
        return total if self.high is None else min(total, self.high)

    def each(self, base: str, text: str) -> Fraction:
        """The points of one value alone, without the bounds."""
        return self._of(base, parse(base, text))

    def _of(self, base: str, item: object) -> Fraction:
        for entry in self.entries:
            wanted = parse(base, entry.key)
            if wanted == item:
                return entry.points
            if not entry.case and isinstance(item, str) and str(wanted).lower() == item.lower():
                return entry.points
        return self.fallback


@dataclass(frozen=True)
class Declaration:
    name: str
    base: str
    cardinality: str
    correct: tuple[str, ...]
    mapping: Mapping | None
    default: tuple[str, ...]
    areas: bool = False
    maximum: Fraction | None = None

    def value(self, texts: list[str]) -> Value | None:
        return container(self.base, texts, self.cardinality)

    @property
    def right(self) -> Value | None:
        return self.value(list(self.correct))

    @property
    def named(self) -> list[str]:
        """The texts that right answer and mapping name, in their order."""
        mapped = [entry.key for entry in self.mapping.entries] if self.mapping else []
        return list(dict.fromkeys(text.strip() for text in [*self.correct, *mapped]))


def read_declarations(item: etree._Element, kind: str) -> dict[str, Declaration]:
    """`kind` is "response", "outcome" or "template"; names to declarations in the order of the file."""
    return {one.get("identifier", ""): _declaration(one) for one in item.iterchildren(f"{kind}Declaration")}


def _declaration(node: etree._Element) -> Declaration:
    maximum = node.get("normalMaximum")
    return Declaration(
        name=node.get("identifier", ""),
        base=node.get("baseType", ""),
        cardinality=node.get("cardinality", "single"),
        correct=_values(node.find("correctResponse")),
        mapping=_mapping(node.find("mapping")),
        default=_values(node.find("defaultValue")),
        areas=node.find("areaMapping") is not None,
        maximum=to_number(maximum) if maximum else None,
    )


def _values(node: etree._Element | None) -> tuple[str, ...]:
    if node is None:
        return ()
    if any(value.get("fieldIdentifier") for value in node.iterchildren("value")):
        raise Unknown("record")
    return tuple(value.text or "" for value in node.iterchildren("value"))


def _mapping(node: etree._Element | None) -> Mapping | None:
    if node is None:
        return None
    low, high = node.get("lowerBound"), node.get("upperBound")
    return Mapping(
        tuple(
            Entry(
                entry.get("mapKey", ""),
                to_number(entry.get("mappedValue", "")),
                entry.get("caseSensitive", "true") not in {"false", "0"},
            )
            for entry in node.iterchildren("mapEntry")
        ),
        to_number(node.get("defaultValue") or "0"),
        to_number(low) if low else None,
        to_number(high) if high else None,
    )


def bounds(steps: list[etree._Element], declaration: Declaration) -> set[Fraction]:
    """Every number that the rules compare with, and where its tolerances end."""
    values = {parse("float", text) for text in declaration.named}
    values |= {parse("float", node.text or "") for step in steps for node in step.iter("baseValue") if _is_number(node)}
    found = set(values)
    for step in steps:
        for node in step.iter("equal"):
            texts = (node.get("tolerance") or "0").split()
            below, above = to_number(texts[0]), to_number(texts[-1])
            if node.get("toleranceMode") == "absolute":
                found |= {value + by for value in values for by in (below, -below, above, -above)}
            elif node.get("toleranceMode") == "relative":
                parts = {1 + sign * by / 100 for by in (below, above) for sign in (1, -1)} - {0}
                found |= {value * part for value in values for part in parts}
                found |= {value / part for value in values for part in parts}
    return found


def _is_number(node: etree._Element) -> bool:
    return node.get("baseType") in {"float", "integer"}
