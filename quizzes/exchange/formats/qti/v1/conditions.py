"""The response processing of QTI 1.2, evaluated over one set of answers."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from lxml import etree

from quizzes.exchange.formats.qti.rules.values import Unknown, to_number

Answers = Mapping[str, list[str]]
LEAVES = {"varequal", "vargt", "vargte", "varlt", "varlte"}
DEEPEST = 40


@dataclass(frozen=True)
class Response:
    """One question of an item: `kind` is "single", "multiple", "ordered", "text" or "number"."""

    ident: str
    kind: str


class Conditions:
    """`points` adds up what an answer earns. Where no `continue` is said, a condition that adds lets the next ones be
    tried, as Canvas and Respondus mean it, and one that sets ends it, as the specification says."""

    def __init__(self, item: etree._Element, responses: Mapping[str, Response]) -> None:
        self.responses = responses
        self.conditions = [node for node in item.iter("respcondition") if node.find("setvar") is not None]
        names = {setvar.get("varname") or "SCORE" for node in self.conditions for setvar in node.iter("setvar")}
        if "Respondus_Correct" in names:
            names = {"Respondus_Correct"}
        if len(names) > 1:
            raise Unknown("setvar " + "、".join(sorted(names)))
        self.variable = names.pop() if names else "SCORE"
        self.conditions = [node for node in self.conditions if self._sets(node)]
        self.start = Fraction(0)
        for declared in item.iter("decvar"):
            if (declared.get("varname") or "SCORE") == self.variable and declared.get("defaultval"):
                self.start = to_number(declared.get("defaultval", "0"))

    def points(self, answers: Answers) -> Fraction:
        total = self.start
        for node in self.conditions:
            condition = node.find("conditionvar")
            if condition is None or not self._all(list(condition), answers, 0):
                continue
            actions = [setvar.get("action") or "Set" for setvar in self._sets(node)]
            for setvar in self._sets(node):
                total = _changed(total, setvar.get("action") or "Set", to_number((setvar.text or "0").strip()))
            goes_on = (
                node.get("continue") or ("Yes" if set(actions) <= {"Add", "Subtract"} else "No")
            ).lower() == "yes"
            if not goes_on:
                break
        return total

    def _sets(self, node: etree._Element) -> list[etree._Element]:
        return [setvar for setvar in node.iter("setvar") if (setvar.get("varname") or "SCORE") == self.variable]

    @property
    def separable(self) -> bool:
        """Whether every response earns its points by itself."""
        return all(
            len(set(self._names(node))) <= 1
            and all((setvar.get("action") or "Set") in {"Add", "Subtract"} for setvar in self._sets(node))
            and (node.get("continue") or "Yes").lower() == "yes"
            for node in self.conditions
        )

    def named(self, ident: str) -> list[str]:
        """What the conditions compare an answer to this response with, in their order."""
        leaves = (leaf for node in self.conditions for leaf in node.iter(*LEAVES))
        return list(dict.fromkeys((leaf.text or "").strip() for leaf in leaves if leaf.get("respident") == ident))

    def _names(self, node: etree._Element) -> Iterator[str]:
        return (leaf.get("respident", "") for leaf in node.iter(*LEAVES))

    def _all(self, nodes: list[etree._Element], answers: Answers, depth: int) -> bool:
        """Conditions side by side must all hold, but for the right answers of one response: of several texts one is
        enough, a number may be equal to one or lie between two, and an order is right as a whole."""
        if depth > DEEPEST:
            raise Unknown("conditionvar")
        leaves: dict[str, list[etree._Element]] = {}
        for node in nodes:
            if node.tag in LEAVES:
                leaves.setdefault(node.get("respident", ""), []).append(node)
            elif not self._holds(node, answers, depth + 1):
                return False
        return all(self._side_by_side(name, each, answers.get(name, [])) for name, each in leaves.items())

    def _side_by_side(self, name: str, leaves: list[etree._Element], answer: list[str]) -> bool:
        kind = self._kind(name)
        equal = [leaf for leaf in leaves if leaf.tag == "varequal"]
        ranges = [leaf for leaf in leaves if leaf.tag != "varequal"]
        if kind == "ordered":
            return [(leaf.text or "").strip() for leaf in equal] == answer and not ranges
        if kind == "multiple":
            return all(_leaf(leaf, kind, answer) for leaf in leaves)
        return any(_leaf(leaf, kind, answer) for leaf in equal) or (
            bool(ranges) and all(_leaf(leaf, kind, answer) for leaf in ranges)
        )

    def _holds(self, node: etree._Element, answers: Answers, depth: int) -> bool:
        if node.tag in LEAVES:
            return self._side_by_side(node.get("respident", ""), [node], answers.get(node.get("respident", ""), []))
        if node.tag == "and":
            return (
                self._all(list(node), answers, depth)
                if self._has_order(node)
                else all(self._holds(child, answers, depth + 1) for child in node)
            )
        if node.tag == "or":
            return any(self._holds(child, answers, depth + 1) for child in node)
        if node.tag == "not":
            return not all(self._holds(child, answers, depth + 1) for child in node)
        if node.tag == "other":
            return True
        if node.tag == "unanswered":
            return not answers.get(node.get("respident", ""))
        raise Unknown(str(node.tag))

    def _has_order(self, node: etree._Element) -> bool:
        return any(self._kind(leaf.get("respident", "")) == "ordered" for leaf in node.iterchildren("varequal"))

    def _kind(self, name: str) -> str:
        if name not in self.responses:
            raise Unknown(f"response {name}")
        return self.responses[name].kind


def _leaf(leaf: etree._Element, kind: str, answer: list[str]) -> bool:
    wanted = (leaf.text or "").strip()
    if kind in {"single", "multiple"}:
        if leaf.tag != "varequal":
            raise Unknown(str(leaf.tag))
        return wanted in answer
    if not answer:
        return False
    given = answer[0]
    if kind == "text":
        if leaf.tag != "varequal":
            raise Unknown(str(leaf.tag))
        exact = (leaf.get("case") or "no").lower() == "yes"
        return given == wanted if exact else given.lower() == wanted.lower()
    one, other = to_number(given), to_number(wanted)
    return {
        "varequal": one == other, "vargt": one > other, "vargte": one >= other, "varlt": one < other,
        "varlte": one <= other,
    }[str(leaf.tag)]  # fmt: skip


def _changed(total: Fraction, action: str, by: Fraction) -> Fraction:
    if action == "Set":
        return by
    if action == "Add":
        return total + by
    if action == "Subtract":
        return total - by
    raise Unknown(f"setvar {action}")
