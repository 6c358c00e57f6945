"""What a reader of an interaction hands back."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from lxml import etree

from quizzes.exchange.formats.qti.body import take_prompt
from quizzes.exchange.formats.qti.item import Item
from quizzes.exchange.formats.qti.tree import inner_html
from quizzes.exchange.question import Unfaithful


@dataclass(frozen=True)
class Content:
    """`ids` leads from the ids of our options to the answer of the file that each stands for; feedback is found with
    them."""

    kind: str
    body: dict[str, Any]
    key: dict[str, Any]
    ids: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    feedback: dict[str, str] = field(default_factory=dict)


def letter(place: int) -> str:
    return chr(97 + place % 26) + (str(place // 26) if place >= 26 else "")


def options(item: Item, nodes: list[etree._Element]) -> list[dict[str, Any]]:
    """Each {"id", "text", "html"?}; an option that is a picture alone is called after its place."""
    found = []
    for place, node in enumerate(nodes):
        text = item.material(inner_html(node))
        named = (
            {}
            if text.text or not text.pictures
            else {"text": _("Picture %(letter)s") % {"letter": letter(place).upper()}}
        )
        found.append({"id": letter(place)} | text.under("text") | named)
    return found


def identifiers(nodes: list[etree._Element]) -> list[str]:
    """As the file has them. Unfaithful when one is missing or there twice."""
    found = [node.get("identifier", "") for node in nodes]
    if not all(found) or len(set(found)) != len(found):
        raise Unfaithful(_("Its options have no identifiers, or the same one twice."))
    return found


def stem(
    item: Item, body: etree._Element, interaction: etree._Element, inside: etree._Element | None = None
) -> dict[str, Any]:
    """The body with the prompt, and what stands `inside`, in the place of the interaction."""
    place = take_prompt(interaction)
    if inside is not None:
        place.append(inside)
    place.tail = interaction.tail
    parent = interaction.getparent()
    assert parent is not None
    parent.replace(interaction, place)
    return item.material(inner_html(body)).under("stem")


def count(interaction: etree._Element, name: str, default: int) -> int:
    text = interaction.get(name, "")
    return int(text) if text.isdigit() else default
