"""choiceInteraction, hottextInteraction and hotspotInteraction: one or several of what is offered."""

from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from lxml import etree

from quizzes.exchange.formats.qti.body import remove_options
from quizzes.exchange.formats.qti.fitting import choosing
from quizzes.exchange.formats.qti.fitting.proving import MOST
from quizzes.exchange.formats.qti.interactions.areas import clipped
from quizzes.exchange.formats.qti.interactions.asked import Content, count, identifiers, letter, options, stem
from quizzes.exchange.formats.qti.item import Item, Marks
from quizzes.exchange.formats.qti.tree import inner_html, replace
from quizzes.exchange.question import Unfaithful


def choice(item: Item, body: etree._Element, interaction: etree._Element) -> Content:
    nodes = interaction.findall("simpleChoice")
    told = {letter(place): text for place, node in enumerate(nodes) if (text := _inline(item, interaction, place))}
    offered = options(item, nodes)
    kind, key, ids = _key(item, interaction, identifiers(nodes))
    for node in nodes:
        remove_options(node)
    if any(node.get("fixed") in {"true", "1"} for node in nodes) and interaction.get("shuffle") in {"true", "1"}:
        item.note(_("Some options kept their places; the quiz decides here whether they are mixed."))
    return Content(kind, stem(item, body, interaction) | {"options": offered}, key, ids, told)


def hottext(item: Item, body: etree._Element, interaction: etree._Element) -> Content:
    """Words to be picked out of a text: they are lettered there, and offered below it."""
    nodes = list(interaction.iter("hottext"))
    names = identifiers(nodes)
    texts = [item.material(inner_html(node)).only_text() for node in nodes]
    twice = len(set(texts)) < len(texts)
    offered = []
    for place, (node, text) in enumerate(zip(nodes, texts, strict=True)):
        sign = letter(place).upper()
        offered.append({"id": letter(place), "text": f"{sign} {text}" if twice else text})
        replace(node, f"〔{sign}〕{text}")
    kind, key, ids = _key(item, interaction, names)
    inside = etree.Element("div")
    inside.text = interaction.text
    inside.extend([child for child in interaction if child.tag != "prompt"])
    item.note(_("Words were picked out of the text; here they are lettered in it and offered below it."))
    return Content(kind, stem(item, body, interaction, inside) | {"options": offered}, key, ids)


def hotspot(item: Item, body: etree._Element, interaction: etree._Element) -> Content:
    """Places on a picture."""
    picture = next((node for node in interaction.iter("img")), None)
    if picture is None:
        raise Unfaithful(_("It has no picture."))
    shown = item.picture(picture)
    nodes = interaction.findall("hotspotChoice")
    kind, key, ids = _key(item, interaction, identifiers(nodes))
    size = (int(shown["width"]), int(shown["height"]))
    areas = [clipped(_area(place, node, _scale(picture, shown)), size) for place, node in enumerate(nodes)]
    for node in [*nodes, picture]:
        remove_options(node)
    if kind == "single":
        key = {"correct": [key["correct"]]} | {name: value for name, value in key.items() if name != "correct"}
    most = 1 if kind == "single" else count(interaction, "maxChoices", 1)
    content = {"picture": shown, "areas": areas} | ({"most": most} if most else {})
    return Content("hotspot", stem(item, body, interaction) | content, key, ids)


def _scale(picture: etree._Element, shown: dict[str, Any]) -> tuple[float, float]:
    """How much larger the picture is than the item says it is shown: its areas are given in what it says."""
    said = [picture.get(side, "") for side in ("width", "height")]
    sizes = [float(text) if text.replace(".", "", 1).isdigit() else 0.0 for text in said]
    return (
        shown["width"] / sizes[0] if sizes[0] else 1.0,
        shown["height"] / sizes[1] if sizes[1] else 1.0,
    )


def _area(place: int, node: etree._Element, scale: tuple[float, float]) -> dict[str, Any]:
    shape = node.get("shape", "")
    try:
        given = [float(number) for number in node.get("coords", "").split(",")]
        by = [*scale, max(scale)] if shape == "circle" else scale
        coords = [round(number * by[at % len(by)]) for at, number in enumerate(given)]
    except ValueError:
        coords = []
    fits = {"rect": len(coords) == 4, "circle": len(coords) == 3, "poly": len(coords) >= 6 and not len(coords) % 2}
    if not fits.get(shape):
        raise Unfaithful(_("An area of the picture is no rectangle, circle or polygon."))
    if shape == "poly" and len(coords) > 6 and coords[:2] == coords[-2:]:
        coords = coords[:-2]
    text = node.get("hotspotLabel") or _("Area %(letter)s") % {"letter": letter(place).upper()}
    return {"id": letter(place), "text": text, "shape": shape, "coords": coords}


def _key(item: Item, interaction: etree._Element, names: list[str]) -> tuple[str, dict[str, Any], dict[str, Any]]:
    declaration = item.response(interaction)
    marks = Marks(item, [declaration.name])
    letters = {letter(place): name for place, name in enumerate(names)}
    ids = {id: {declaration.name: [name]} for id, name in letters.items()}

    def mark(chosen: tuple[str, ...]) -> Fraction:
        return marks.points({declaration.name: [letters[id] for id in chosen]})

    most = count(interaction, "maxChoices", 1 if declaration.cardinality == "single" else 0)
    if declaration.cardinality == "single" or most == 1:
        return "single", choosing.one(list(letters), mark), ids
    hint = {}
    if declaration.mapping:
        points = {entry.key.strip(): entry.points for entry in declaration.mapping.entries}
        hint = {id: points.get(name, declaration.mapping.fallback) for id, name in letters.items()}
    if 2 ** len(letters) > MOST:
        right = [id for id, name in letters.items() if name in declaration.correct]
        return "multiple", _large(marks, declaration.name, right), ids
    return "multiple", choosing.several(list(letters), mark, most, [hint] if hint else []), ids


def _large(marks: Marks, name: str, right: list[str]) -> dict[str, Any]:
    """More options than can be tried: only where the rules ask for nothing but the right answer."""
    if not right or not marks.only_right_counts(name):
        raise Unfaithful(_("Its rules of scoring cannot be tried out on every possible answer: there are too many."))
    return {"correct": right, "rule": "all"}


def _inline(item: Item, interaction: etree._Element, place: int) -> str:
    """The explanation that stands inside an option of the file."""
    original = next(
        each
        for each in item.body.iter("choiceInteraction")
        if each.get("responseIdentifier") == interaction.get("responseIdentifier")
    )
    node = original.findall("simpleChoice")[place]
    blocks = [
        item.material(inner_html(each)).text
        for each in node.iter("feedbackInline", "feedbackBlock")
        if each.get("identifier") == node.get("identifier")
    ]
    return "\n".join(filter(None, blocks))
