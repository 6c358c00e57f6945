"""The ordering question: a plug-in for long, part of Moodle since 4.4."""

from typing import Any

from django.utils.translation import gettext as _

from quizzes.exchange.formats.moodle.asked import Asked
from quizzes.exchange.formats.moodle.choices import Content
from quizzes.exchange.formats.moodle.elements import child_text, number
from quizzes.exchange.question import Unfaithful

RULES = {
    "-1": "all", "ALL_OR_NOTHING": "all",
    "0": "position", "ABSOLUTE_POSITION": "position", "ABSOLUTE": "position",
    "1": "next", "RELATIVE_NEXT_EXCLUDE_LAST": "next", "REL_NEXT": "next",
}  # fmt: skip
ALL = {"0", "ALL"}


def ordering(asked: Asked) -> Content:
    node = asked.node
    nodes = sorted(node.findall("answer"), key=lambda answer: number(answer.get("fraction") or "0"))
    options = asked.options(nodes)
    grading = child_text(node, "gradingtype", "0")
    if grading not in RULES:
        raise Unfaithful(_("Its way of scoring an order (“%(name)s”) has no like here.") % {"name": grading[:40]})
    count = child_text(node, "selectcount", "0")
    whole = child_text(node, "selecttype", "ALL").upper() in ALL or count in {"-1", "0", "1"}
    if not whole and int(count or 0) < len(options):
        raise Unfaithful(_("It shows a part of its lines only, drawn by chance."))
    by_id = {str(option["id"]): each for option, each in zip(options, nodes, strict=True)}
    rule = RULES[grading]
    key: dict[str, Any] = {"order": list(by_id)} | ({} if rule == "next" else {"rule": rule})
    feedback = asked.feedback(by_id)
    if feedback.pop("options"):
        asked.note(_("Its explanations of single lines are not kept."))
    return "ordering", asked.stem | {"options": options}, key, feedback | {"options": {}}
