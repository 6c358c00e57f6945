"""An assessmentItem to a question."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from django.utils.translation import gettext as _
from lxml import etree

from quizzes.exchange.formats.qti.body import interactions, prepared
from quizzes.exchange.formats.qti.feedback import feedback_of
from quizzes.exchange.formats.qti.interactions.asked import Content
from quizzes.exchange.formats.qti.interactions.choice import choice, hotspot, hottext
from quizzes.exchange.formats.qti.interactions.gaps import gap_match, inline
from quizzes.exchange.formats.qti.interactions.match import match
from quizzes.exchange.formats.qti.interactions.order import order
from quizzes.exchange.formats.qti.interactions.true_false import recognised
from quizzes.exchange.formats.qti.interactions.written import extended
from quizzes.exchange.formats.qti.item import Find, Item
from quizzes.exchange.formats.qti.tree import plain_tree
from quizzes.exchange.material.nodes import line_of
from quizzes.exchange.question import Position, Question, Refused, Unfaithful, damage_refused

BLOCKS: dict[str, Callable[[Item, etree._Element, etree._Element], Content]] = {
    "choiceInteraction": choice,
    "hottextInteraction": hottext,
    "hotspotInteraction": hotspot,
    "orderInteraction": order,
    "matchInteraction": match,
    "gapMatchInteraction": gap_match,
    "extendedTextInteraction": extended,
}
INLINE = {"inlineChoiceInteraction", "textEntryInteraction"}


def read_item(root: etree._Element, number: int, file: str, find: Find) -> Question | Refused:
    """`find` gives the bytes of a file that the item refers to."""
    position = Position(line=line_of(root), file=file, element=root.get("identifier", "")[:60])
    title = " ".join((root.get("title") or root.get("identifier") or "").split())[:100]
    try:
        with damage_refused():
            item = Item(plain_tree(root), find)
            content = recognised(_content(item))
            if not content.body["stem"] and title:
                item.note(_("It has no question of its own; its title stands there."))
                content = replace(content, body=content.body | {"stem": title})
            feedback = feedback_of(item, content)
    except Unfaithful as wrong:
        return Refused(number, position, title, wrong.reason)
    return Question(
        number=number,
        position=position,
        kind=content.kind,
        body=content.body,
        key=content.key,
        feedback=feedback,
        title=title,
        pictures=item.pictures,
        notes=tuple(item.notes),
    )


def _content(item: Item) -> Content:
    if item.node.get("adaptive") in {"true", "1"}:
        raise Unfaithful(_("It is adaptive: it changes while it is answered."))
    if item.node.find("templateDeclaration") is not None or item.node.find("templateProcessing") is not None:
        raise Unfaithful(_("It is a template whose numbers are drawn anew for every learner."))
    body = prepared(item)
    found = interactions(body)
    if not found:
        raise Unfaithful(_("It asks nothing."))
    names = {str(node.tag) for node in found}
    if unknown := sorted(names - INLINE - BLOCKS.keys()):
        raise Unfaithful(_("The interaction “%(name)s” has no like here.") % {"name": unknown[0]})
    if names <= INLINE:
        return inline(item, body, found)
    if len(found) > 1:
        raise Unfaithful(_("It asks several things at once (%(names)s).") % {"names": "、".join(sorted(names))})
    return BLOCKS[str(found[0].tag)](item, body, found[0])


def items_in(root: etree._Element) -> Iterator[etree._Element]:
    """The items of a file: its root, or those inside it."""
    for node in root.iter():
        if isinstance(node.tag, str) and etree.QName(node).localname in {"assessmentItem", "qti-assessment-item"}:
            yield node
