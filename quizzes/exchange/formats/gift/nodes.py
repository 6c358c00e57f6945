"""A block of GIFT as the element of Moodle XML that Moodle makes of it: both formats then mean the same here."""

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation

from lxml import etree

from quizzes.exchange.formats.gift.syntax import Answer, Block, Piece

FORMATS = {"html": "html", "markdown": "markdown", "plain": "plain_text", "moodle": "moodle_auto_format"}
CONTROL = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])


def node_of(block: Block) -> etree._Element:
    node = named_node(block.type, block.title, block.stem)
    _put(node, "generalfeedback", block.general)
    _leaf(node, "idnumber", block.id)
    tags = etree.SubElement(node, "tags")
    for tag in block.tags:
        _put(tags, "tag", Piece(tag, ""))
    if block.type == "multichoice":
        _leaf(node, "single", "true" if any(answer.sign == "=" for answer in block.answers) else "false")
        _answers(node, block.answers, {"=": 100.0, "~": 0.0})
    elif block.type in {"shortanswer", "numerical"}:
        _answers(node, block.answers, {"=": 100.0, "~": 0.0})
    elif block.type == "truefalse":
        for said in (True, False):
            answer = _put(
                node, "answer", Piece("true" if said else "false", ""), fraction="100" if said == block.truth else "0"
            )
            _put(answer, "feedback", block.right if said == block.truth else block.wrong)
    elif block.type == "matching":
        for pair in block.answers:
            _put(_put(node, "subquestion", pair.piece), "answer", Piece(pair.match, ""))
    elif block.type == "ordering":
        _ordering(node, block)
    return node


def named_node(type: str, title: str, stem: Piece) -> etree._Element:
    node = etree.Element("question", type=type)
    _put(node, "name", Piece(title or " ".join(stem.text.split())[:60], ""))
    _put(node, "questiontext", stem)
    return node


def _answers(node: etree._Element, answers: Iterable[Answer], usual: dict[str, float]) -> None:
    for answer in answers:
        share = usual[answer.sign] if answer.weight is None else answer.weight
        text, tolerance = answer.piece, ""
        if node.get("type") == "numerical":
            text, tolerance = _number(answer.piece.text)
        made = _put(node, "answer", text, fraction=f"{share:.7g}")
        if tolerance:
            _leaf(made, "tolerance", tolerance)
        _put(made, "feedback", answer.feedback)


def _number(text: str) -> tuple[Piece, str]:
    """ "3.14:0.01", "1..5" (which Moodle turns into its middle and half its width) or a number alone."""
    low, dots, high = text.partition("..")
    if dots and low.strip():
        try:
            first, last = Decimal(low.strip()), Decimal(high.strip())
        except InvalidOperation:
            return Piece(text, ""), ""
        return Piece(f"{(first + last) / 2:f}", ""), f"{(last - first) / 2:f}"
    value, colon, tolerance = text.partition(":")
    return Piece(value.strip(), ""), tolerance.strip() if colon else "0"


def _ordering(node: etree._Element, block: Block) -> None:
    count, select, _layout, grading, *_rest = [*block.rules, "", "", "", ""]
    if not count.isdigit():
        count, select, grading = "0", count, select
    _leaf(node, "selectcount", count)
    _leaf(node, "selecttype", select or "ALL")
    _leaf(node, "gradingtype", grading or "ABSOLUTE_POSITION")
    for place, item in enumerate(block.items, start=1):
        _put(node, "answer", Piece(item, block.stem.format), fraction=str(place))


def _put(parent: etree._Element, name: str, piece: Piece, **attributes: str) -> etree._Element:
    made = etree.SubElement(parent, name, attributes)
    if piece.format in FORMATS:
        made.set("format", FORMATS[piece.format])
    _leaf(made, "text", piece.text)
    return made


def _leaf(parent: etree._Element, name: str, text: str) -> None:
    etree.SubElement(parent, name).text = text.translate(CONTROL)
