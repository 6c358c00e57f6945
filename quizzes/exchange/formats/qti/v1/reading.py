"""An item of QTI 1.2 to a question."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from lxml import etree

from quizzes.exchange.formats.qti.interactions.asked import Content
from quizzes.exchange.formats.qti.interactions.true_false import recognised
from quizzes.exchange.formats.qti.item import Find
from quizzes.exchange.formats.qti.tree import plain_tree
from quizzes.exchange.formats.qti.v1 import blanks, kinds
from quizzes.exchange.formats.qti.v1.old_item import OldItem
from quizzes.exchange.material.nodes import line_of
from quizzes.exchange.question import Aside, Position, Question, Refused, Unfaithful, damage_refused

REFUSED = {"calculated_question", "formula", "file_upload_question", "hot_spot_question", "calculated", "algorithmic"}
BLANKS = {"fill_in_multiple_blanks_question", "multiple_dropdowns_question", "fillInMultiple"}
TEXTS = {"text_only_question", "textInformation"}


def read_old(root: etree._Element, first: int, file: str, find: Find) -> Iterator[Question | Refused | Aside]:
    """Every item of the file; numbers begin at `first`."""
    number = first
    for original, node in zip(_items(root), _items(plain_tree(root)), strict=True):
        position = Position(line=line_of(original), file=file, element=node.get("ident", "")[:60])
        entry = _entry(OldItem(node, find), number, position)
        number += not isinstance(entry, Aside)
        yield entry
    for node in root.iter("{*}bankentry_item"):
        name = node.get("item_ref", "")[:60]
        reason = _("The question itself stands in another bank of the course; export that bank too.")
        yield Refused(number, Position(line=line_of(node), file=file, element=name), name, reason)
        number += 1


def _items(root: etree._Element) -> list[etree._Element]:
    return list(root.iter("{*}item"))


def _entry(item: OldItem, number: int, position: Position) -> Question | Refused | Aside:
    title = " ".join((item.node.get("title") or item.node.get("ident") or "").split())[:100]
    silent = not item.responses and item.node.find(".//respcondition") is None and item.type not in REFUSED
    if item.type in TEXTS or silent:
        return Aside(position, "description", title)
    try:
        with damage_refused():
            content = recognised(_content(item))
            feedback = _feedback(item, content)
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


def _content(item: OldItem) -> Content:
    if item.type in REFUSED or item.node.find(".//calculated") is not None:
        if item.type == "hot_spot_question":
            return kinds.refuse_hidden_area(item)
        raise Unfaithful(
            _("Questions of Canvas's type “%(type)s” have no like here.") % {"type": item.type or "calculated"}
        )
    tags = [str(response.tag) for response in item.responses]
    if not tags:
        return blanks.respondus(item)
    if set(tags) <= {"response_str", "response_num"} and len(tags) == 1:
        return kinds.written(item)
    if set(tags) == {"response_lid"}:
        if item.type in BLANKS:
            return blanks.blanks(item)
        return kinds.choice(item) if len(tags) == 1 else kinds.matching(item)
    raise Unfaithful(_("It asks several things at once (%(names)s).") % {"names": "、".join(sorted(set(tags)))})


def _feedback(item: OldItem, content: Content) -> dict[str, Any]:
    """What is shown to everybody is general, what one option shows is that option's; the rest is noted."""
    options: dict[str, list[str]] = {}
    general: list[str] = []
    left = False
    back = {name: id for id, answer in content.ids.items() for names in answer.values() for name in names}
    for node in item.node.iter("respcondition"):
        shown = [each.get("linkrefid", "") for each in node.iter("displayfeedback")]
        texts = [text for ident in shown if (text := item.feedback(ident))]
        leaves = list(node.iter("varequal"))
        condition = node.find("conditionvar")
        scored = node.find("setvar") is not None
        always = condition is not None and len(condition) == 1 and condition[0].tag == "other" and not scored
        if always and any(ident.endswith("general_fb") for ident in shown):
            general += texts
            continue
        alone = len(leaves) == 1 and condition is not None and len(condition) == 1 and condition[0] is leaves[0]
        id = back.get((leaves[0].text or "").strip()) if alone else None
        if id and not scored:
            options.setdefault(id, []).extend(texts)
        else:
            left = left or bool(texts)
    if left:
        item.note(_("Some of its explanations are not kept."))
    return {"general": "\n".join(general), "options": {id: "\n".join(texts) for id, texts in options.items() if texts}}
