"""One assessmentItem of QTI 2.x or 3.0, read as far as all kinds have it in common."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from lxml import etree

from quizzes.exchange.formats.qti.patterns import from_regex
from quizzes.exchange.formats.qti.rules.declarations import Declaration, bounds, read_declarations
from quizzes.exchange.formats.qti.rules.declarations import Mapping as Mapped
from quizzes.exchange.formats.qti.rules.running import Rules
from quizzes.exchange.formats.qti.rules.slices import readings, responses_in, separable, sliced
from quizzes.exchange.formats.qti.rules.templates import template_steps, usual_steps
from quizzes.exchange.formats.qti.rules.values import Unknown, Value
from quizzes.exchange.material import Material, Pictures, from_html
from quizzes.exchange.material.pictures import size_of
from quizzes.exchange.question import PICTURE, Unfaithful

Find = Callable[[str], bytes | None]


class Item:
    """Declarations, rules and body of an item (in the names of 2.x), and what is gathered while it is read."""

    def __init__(self, node: etree._Element, find: Find) -> None:
        self.node = node
        self.find = find
        self.pictures: dict[str, bytes] = {}
        self.notes: dict[str, None] = {}
        try:
            self.responses = read_declarations(node, "response")
            self.outcomes = read_declarations(node, "outcome")
        except Unknown as what:
            raise rule_unknown(what) from None
        body = node.find("itemBody")
        if body is None:
            raise Unfaithful(_("The item has no body."))
        self.body = body

    def note(self, text: str) -> None:
        self.notes[text] = None

    def keep(self, found: Material) -> Material:
        self.pictures.update(found.pictures)
        self.notes.update(dict.fromkeys(found.notes))
        return found

    def material(self, html: str) -> Material:
        return self.keep(from_html(html, Pictures(self.find)))

    def picture(self, node: etree._Element) -> dict[str, Any]:
        """The picture of a hotspot item, as its body names it."""
        pictures = Pictures(self.find)
        name = pictures.take(node.get("src", "")).removeprefix(PICTURE)
        self.pictures.update(pictures.shown)
        width, height = size_of(pictures.shown[name])
        return {"uuid": name, "width": width, "height": height, "alt": node.get("alt") or _("Picture")}

    def response(self, interaction: etree._Element) -> Declaration:
        name = interaction.get("responseIdentifier", "")
        if name not in self.responses:
            raise Unfaithful(_("An interaction names the response “%(name)s”, which is not declared.") % {"name": name})
        return self.responses[name]


class Marks:
    """The points that the file's rules give. Built for the responses that the item asks for."""

    def __init__(self, item: Item, names: list[str]) -> None:
        self.names = set(names)
        self.declared = {name: item.responses[name] for name in names}
        try:
            steps = _steps(item, [item.responses[name] for name in names])
            self.rules = Rules(steps, item.responses, item.outcomes)
            self.core = sliced(steps)
        except Unknown as what:
            raise rule_unknown(what) from None
        if not item.outcomes.get("SCORE") and item.node.find("responseProcessing/*") is not None:
            raise Unfaithful(_("The item has no outcome SCORE."))
        self.slice = Rules(self.core, item.responses, item.outcomes)

    @property
    def separable(self) -> bool:
        """Whether each response earns its points by itself."""
        return separable(self.core, self.names)

    def points(self, answers: Mapping[str, list[str]]) -> Fraction:
        try:
            return self.slice.run(self._values(answers))
        except Unknown as what:
            raise rule_unknown(what) from None

    def outcomes(self, answers: Mapping[str, list[str]]) -> dict[str, Value | None]:
        """All outcomes, those for feedback too; {} where its rules are not understood."""
        try:
            return self.rules.outcomes_of(self._values(answers))
        except Unknown:
            return {}

    def _values(self, answers: Mapping[str, list[str]]) -> dict[str, Value | None]:
        return {name: self.declared[name].value(texts) for name, texts in answers.items()}

    def named(self, name: str) -> tuple[str, ...]:
        """All texts that the rules may compare an answer with, in the order of the file."""
        self._refuse_other_readings(name, {"match", "stringMatch", "mapResponse", "isNull", "patternMatch"})
        if any(node.get("substring") == "true" for step in self.core for node in step.iter("stringMatch")):
            raise rule_unknown(Unknown("substring"))
        texts = [(each.text or "").strip() for step in self.core for each in step.iter("baseValue")]
        return tuple(dict.fromkeys(text for text in [*self.declared[name].named, *texts] if text))

    def patterns(self, name: str) -> list[tuple[str, bool]]:
        """The wildcards that the rules hold an answer against, and whether the case counts."""
        nodes = [
            node
            for step in self.core
            for node in step.iter("patternMatch")
            if any(each.get("identifier") == name for each in node.iterchildren("variable"))
        ]
        found = [from_regex(node.get("pattern", "")) for node in nodes]
        if None in found:
            raise rule_unknown(Unknown("patternMatch"))
        return [each for each in found if each]

    def bounds(self, name: str) -> set[Fraction]:
        """All numbers at which the points of an answer may change."""
        self._refuse_other_readings(name, {"match", "equal", "lt", "gt", "lte", "gte", "mapResponse", "isNull"})
        try:
            return bounds(self.core, self.declared[name])
        except Unknown as what:
            raise rule_unknown(what) from None

    def factors_and_bounds(self, name: str) -> set[Fraction]:
        """The same where the answer is multiplied by a factor first."""
        self._refuse_other_readings(name, {"equal", "lt", "gt", "lte", "gte", "product"})
        if any(
            node.find(".//variable") is None or len(node) != 2 for step in self.core for node in step.iter("product")
        ):
            raise rule_unknown(Unknown("product"))
        return bounds(self.core, self.declared[name])

    def _refuse_other_readings(self, name: str, ways: set[str]) -> None:
        if others := readings(self.core, name) - ways:
            raise rule_unknown(Unknown(min(others)))

    def only_right_counts(self, name: str) -> bool:
        """Whether the rules ask nothing of an answer but whether it is the right one."""
        if not readings(self.core, name) <= {"match", "isNull"}:
            return False
        asked = [node for step in self.core for node in step.iter("match") if responses_in(node, {name})]
        if any(sorted(str(part.tag) for part in node) != ["correct", "variable"] for node in asked):
            return False
        right = list(self.declared[name].correct)
        return self.points({name: right}) > 0 and self.points({name: right[:-1]}) == 0 == self.points({name: []})

    def maps_purely(self, name: str) -> bool:
        """Whether the points are nothing but the mapping of this response, within its bounds."""
        mapping = self.declared[name].mapping
        if mapping is None or (mapping.low is not None and mapping.low > 0):
            return False
        return all(_is_mapping(step, name) for step in self.core) and any(
            True for step in self.core for _node in step.iter("mapResponse")
        )

    def maps_alone(self, name: str) -> bool:
        """Whether the points are nothing but the sum of the mapping, never cut off by its bounds."""
        declaration = self.declared[name]
        mapping = declaration.mapping
        if mapping is None or not readings(self.core, name) <= {"mapResponse", "isNull"}:
            return False
        points = [entry.points for entry in mapping.entries]
        highest = sum(points, Fraction(0))
        if mapping.fallback or min(points, default=Fraction(0)) < 0 or mapping.bounded(highest) < highest:
            return False
        sums = {Fraction(0)}
        for each in points:
            sums |= {one + each for one in sums}
            if len(sums) > 2000:
                return False
        try:
            earned = {total: self._earned(declaration, total) for total in sums}
        except Unknown:
            return False
        return all(earned[total] * highest == total * earned[highest] for total in sums)

    def _earned(self, declaration: Declaration, total: Fraction) -> Fraction:
        """The points if the mapping came to this."""
        fixed = replace(declaration, mapping=Mapped((), total, None, None))
        rules = Rules(self.core, {**self.slice.responses, declaration.name: fixed}, self.slice.outcomes)
        return rules.run({declaration.name: declaration.value(["one"]) if total else None})


def _is_mapping(step: etree._Element, name: str) -> bool:
    """SCORE = 0, SCORE = mapResponse, SCORE = SCORE + mapResponse; or the last two unless there is no answer."""
    if step.tag == "setOutcomeValue" and len(step) == 1:
        parts = list(step[0]) if step[0].tag == "sum" else [step[0]]
        rest = [part for part in parts if not (part.tag == "variable" and part.get("identifier") == "SCORE")]
        return len(rest) == 1 and (
            _is_nothing(rest[0]) or (rest[0].tag == "mapResponse" and rest[0].get("identifier") == name)
        )
    if (
        step.tag != "responseCondition"
        or len(step) != 2
        or step[0].tag != "responseIf"
        or step[1].tag != "responseElse"
    ):
        return False
    condition, *then = list(step[0])
    nothing = all(each.tag == "setOutcomeValue" and len(each) == 1 and _is_nothing(each[0]) for each in then)
    return condition.tag == "isNull" and nothing and all(_is_mapping(each, name) for each in step[1])


def _is_nothing(node: etree._Element) -> bool:
    return node.tag == "baseValue" and (node.text or "").strip() in {"0", "0.0", "0.00"}


def _steps(item: Item, responses: list[Declaration]) -> list[etree._Element]:
    processing = item.node.find("responseProcessing")
    if processing is not None and len(processing):
        return list(processing)
    template = processing.get("template") or processing.get("templateLocation") if processing is not None else None
    if template:
        return template_steps(template, responses)
    if not all(each.correct or each.mapping for each in responses):
        raise Unfaithful(_("The file says neither which answer is right nor how it is scored."))
    item.note(_("The file has no rules of scoring; its right answers were taken."))
    return usual_steps(responses)


def rule_unknown(what: Unknown) -> Unfaithful:
    return Unfaithful(_("Its rules of scoring hold “%(what)s”, which is not understood.") % {"what": str(what)[:60]})
