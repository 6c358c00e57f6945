"""What each expression gives from the values of its parts."""

import re
from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from lxml import etree

from quizzes.exchange.formats.qti.patterns import from_regex
from quizzes.exchange.formats.qti.rules.values import (
    FALSE,
    NUMBERS,
    TRUE,
    Unknown,
    Value,
    number,
    parse,
    same,
    to_number,
    truth,
)

Parts = Sequence[Value | None]
MOST_STARS, LONGEST = 4, 300
Operator = Callable[[etree._Element, Parts], Value | None]


def base_value(node: etree._Element, parts: Parts) -> Value | None:
    base = node.get("baseType", "string")
    return Value(base, (parse(base, node.text or ""),))


def is_null(node: etree._Element, parts: Parts) -> Value | None:
    """An empty text is nothing too."""
    return truth(parts[0] is None or (parts[0].base == "string" and parts[0].items == ("",)))


def negation(node: etree._Element, parts: Parts) -> Value | None:
    return None if parts[0] is None else truth(not parts[0].one)


def conjunction(node: etree._Element, parts: Parts) -> Value | None:
    if any(part == FALSE for part in parts):
        return FALSE
    return None if None in parts else TRUE


def disjunction(node: etree._Element, parts: Parts) -> Value | None:
    if any(part == TRUE for part in parts):
        return TRUE
    return None if None in parts else FALSE


def match(node: etree._Element, parts: Parts) -> Value | None:
    left, right = parts
    return None if left is None or right is None else truth(same(left, right))


def equal(node: etree._Element, parts: Parts) -> Value | None:
    """Of numbers; the tolerance belongs to the second one as QTI has it for relative, to either for absolute."""
    left, right = _numbers(parts, 2)
    if left is None or right is None:
        return None
    mode = node.get("toleranceMode", "exact")
    if mode == "exact":
        return truth(left == right)
    below, above = tolerances(node)
    if mode == "relative":
        low, high = left * (1 - below / 100), left * (1 + above / 100)
        low, high = min(low, high), max(low, high)
        value = right
    else:
        low, high, value = left - below, left + above, right
    inside_low = low <= value if node.get("includeLowerBound", "true") == "true" else low < value
    inside_high = value <= high if node.get("includeUpperBound", "true") == "true" else value < high
    return truth(inside_low and inside_high)


def tolerances(node: etree._Element) -> tuple[Fraction, Fraction]:
    """Below and above. Unknown when they are variables."""
    texts = (node.get("tolerance") or "").split()
    if not texts:
        raise Unknown("tolerance")
    return to_number(texts[0]), to_number(texts[-1])


def string_match(node: etree._Element, parts: Parts) -> Value | None:
    left, right = parts
    if left is None or right is None:
        return None
    one, other = _text(left), _text(right)
    if node.get("caseSensitive", "true") == "false":
        one, other = one.lower(), other.lower()
    return truth(other in one if node.get("substring") == "true" else one == other)


def pattern_match(node: etree._Element, parts: Parts) -> Value | None:
    """Only of plain wildcards: any other regular expression is not run."""
    pattern = node.get("pattern", "")
    if from_regex(pattern) is None or pattern.count(".*") > MOST_STARS:
        raise Unknown("patternMatch")
    return None if parts[0] is None else truth(re.fullmatch(pattern, _text(parts[0])[:LONGEST]) is not None)


def member(node: etree._Element, parts: Parts) -> Value | None:
    single, many = parts
    return None if single is None or many is None else truth(single.one in many.items)


def contains(node: etree._Element, parts: Parts) -> Value | None:
    whole, part = parts
    if whole is None or part is None:
        return None
    if whole.cardinality == part.cardinality == "ordered":
        size = len(part.items)
        starts = range(len(whole.items) - size + 1)
        return truth(any(whole.items[start : start + size] == part.items for start in starts))
    return truth(all(whole.items.count(item) >= part.items.count(item) for item in part.items))


def size(node: etree._Element, parts: Parts) -> Value | None:
    return number(0 if parts[0] is None else len(parts[0].items))


def index(node: etree._Element, parts: Parts) -> Value | None:
    place = node.get("n", "")
    if not place.isdigit():
        raise Unknown("index")
    value = parts[0]
    if value is None or not 1 <= int(place) <= len(value.items):
        return None
    return Value(value.base, (value.items[int(place) - 1],))


def several(cardinality: str) -> Operator:
    def build(node: etree._Element, parts: Parts) -> Value | None:
        given = [part for part in parts if part is not None]
        if not given:
            return None
        return Value(given[0].base, tuple(item for part in given for item in part.items), cardinality)

    return build


def delete(node: etree._Element, parts: Parts) -> Value | None:
    single, many = parts
    if single is None or many is None:
        return None
    left = tuple(item for item in many.items if item != single.one)
    return Value(many.base, left, many.cardinality) if left else None


def arithmetic(count: int | None, compute: Callable[..., Fraction]) -> Operator:
    def build(node: etree._Element, parts: Parts) -> Value | None:
        flat = _flat(parts)
        given = _numbers(flat, count if count else len(flat))
        return None if None in given else number(compute(*given))

    return build


def comparison(compare: Callable[[Fraction, Fraction], bool]) -> Operator:
    def build(node: etree._Element, parts: Parts) -> Value | None:
        left, right = _numbers(parts, 2)
        return None if left is None or right is None else truth(compare(left, right))

    return build


def total(*values: Fraction) -> Fraction:
    return sum(values, Fraction(0))


def product(*values: Fraction) -> Fraction:
    result = Fraction(1)
    for value in values:
        result *= value
    return result


def divide(left: Fraction, right: Fraction) -> Fraction:
    if not right:
        raise Unknown("divide 0")
    return left / right


def rounded(value: Fraction) -> Fraction:
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return Fraction(exact.quantize(Decimal(1), ROUND_HALF_UP))


def truncated(value: Fraction) -> Fraction:
    return Fraction(int(value))


def _flat(parts: Parts) -> list[Value | None]:
    """Containers count as their values."""
    flat: list[Value | None] = []
    for part in parts:
        if part is None or part.cardinality == "single":
            flat.append(part)
        else:
            flat += [Value(part.base, (item,)) for item in part.items]
    return flat


def _numbers(parts: Parts, count: int) -> list[Fraction | None]:
    if len(parts) != count:
        raise Unknown("number of parts")
    if any(part is not None and (part.base not in NUMBERS or len(part.items) != 1) for part in parts):
        raise Unknown("a number where none is")
    return [None if part is None else part.one for part in parts]


def _text(value: Value) -> str:
    if value.base != "string" or len(value.items) != 1:
        raise Unknown("a text where none is")
    return str(value.one)


OPERATORS: dict[str, Operator] = {
    "baseValue": base_value,
    "isNull": is_null,
    "not": negation,
    "and": conjunction,
    "or": disjunction,
    "match": match,
    "equal": equal,
    "stringMatch": string_match,
    "member": member,
    "patternMatch": pattern_match,
    "contains": contains,
    "containerSize": size,
    "index": index,
    "multiple": several("multiple"),
    "ordered": several("ordered"),
    "delete": delete,
    "sum": arithmetic(None, total),
    "product": arithmetic(None, product),
    "subtract": arithmetic(2, lambda left, right: left - right),
    "divide": arithmetic(2, divide),
    "min": arithmetic(None, min),
    "max": arithmetic(None, max),
    "round": arithmetic(1, rounded),
    "truncate": arithmetic(1, truncated),
    "integerToFloat": arithmetic(1, lambda value: value),
    "lt": comparison(lambda left, right: left < right),
    "gt": comparison(lambda left, right: left > right),
    "lte": comparison(lambda left, right: left <= right),
    "gte": comparison(lambda left, right: left >= right),
}
