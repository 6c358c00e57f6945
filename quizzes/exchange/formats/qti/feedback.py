"""modalFeedback to explanations: of an option where choosing it shows it, general where every answer shows it."""

from typing import Any

from django.utils.translation import gettext as _
from lxml import etree

from quizzes.exchange.formats.qti.interactions.asked import Content
from quizzes.exchange.formats.qti.item import Item, Marks
from quizzes.exchange.formats.qti.rules.values import Value
from quizzes.exchange.formats.qti.tree import inner_html
from quizzes.exchange.question import Unfaithful


def feedback_of(item: Item, content: Content) -> dict[str, Any]:
    """By running the rules for no answer and for each option alone; what hangs on anything else is noted as left
    out."""
    told = {id: [text] for id, text in content.feedback.items() if text}
    general: list[str] = []
    left = False
    nodes = item.node.findall("modalFeedback")
    states = _states(item, content) if nodes else {}
    for node in nodes:
        text = item.material(inner_html(node)).text
        shown = [id for id, outcomes in states.items() if _is_shown(node, outcomes)]
        if text and states and len(shown) == len(states):
            general.append(text)
        elif text and shown and "" not in shown and content.ids:
            for id in shown:
                told.setdefault(id, []).append(text)
        else:
            left = left or bool(text)
    if left or item.body.find(".//feedbackBlock") is not None:
        item.note(_("Some of its explanations are not kept."))
    options = {id: "\n".join(texts) for id, texts in told.items()}
    return {"general": "\n".join(general), "options": options}


def _states(item: Item, content: Content) -> dict[str, dict[str, Value | None]]:
    """The outcomes after no answer ("") and after each option."""
    names = list(item.responses)
    try:
        marks = Marks(item, names)
    except Unfaithful:
        return {}
    after = {"": marks.outcomes({})} | {id: marks.outcomes(answer) for id, answer in content.ids.items()}
    return after if all(after.values()) else {}


def _is_shown(node: etree._Element, outcomes: dict[str, Value | None]) -> bool:
    value = outcomes.get(node.get("outcomeIdentifier", ""))
    wanted = node.get("identifier", "")
    matches = value is not None and any(_text(each) == wanted for each in value.items)
    return matches == (node.get("showHide", "show") == "show")


def _text(item: Any) -> str:
    return str(item).lower() if isinstance(item, bool) else str(item)
