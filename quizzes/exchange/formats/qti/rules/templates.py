"""The standard response processing templates, written out."""

from lxml import etree

from quizzes.exchange.formats.qti.rules.declarations import Declaration
from quizzes.exchange.formats.qti.rules.values import Unknown

MATCH = {"match_correct", "cc2_match", "cc2_match_basic", "match_correct_not_single"}
MAP = {"map_response", "cc2_map_response"}


def template_steps(name: str, responses: list[Declaration]) -> list[etree._Element]:
    """The rules that the template stands for. The templates are written for one response; where an item has several,
    each earns its own. Unknown for other templates, such as map_response_point."""
    plain = name.rstrip("/").rpartition("/")[2].removesuffix(".xml").lower()
    if plain not in MATCH | MAP or not responses:
        raise Unknown(plain or "responseProcessing")
    return _steps([(declaration.name, plain in MAP) for declaration in responses])


def usual_steps(responses: list[Declaration]) -> list[etree._Element]:
    """An item without rules: its mapping counts where it has one, else its right answer."""
    return _steps([(declaration.name, declaration.mapping is not None) for declaration in responses])


def _steps(responses: list[tuple[str, bool]]) -> list[etree._Element]:
    """SCORE = 0, then SCORE = SCORE + what each response earns."""
    start = etree.Element("setOutcomeValue", identifier="SCORE")
    etree.SubElement(start, "baseValue", baseType="float").text = "0"
    return [start, *(_adding(name, maps=maps) for name, maps in responses)]


def _adding(name: str, *, maps: bool) -> etree._Element:
    """SCORE = SCORE + what this response earns."""
    assignment = etree.Element("setOutcomeValue", identifier="SCORE")
    total = etree.SubElement(assignment, "sum")
    etree.SubElement(total, "variable", identifier="SCORE")
    if maps:
        etree.SubElement(total, "mapResponse", identifier=name)
        return assignment
    points = etree.SubElement(total, "baseValue", baseType="float")
    points.text = "1"
    condition = etree.Element("responseCondition")
    branch = etree.SubElement(condition, "responseIf")
    match = etree.SubElement(branch, "match")
    etree.SubElement(match, "variable", identifier=name)
    etree.SubElement(match, "correct", identifier=name)
    branch.append(assignment)
    return condition
