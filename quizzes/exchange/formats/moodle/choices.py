"""multichoice, truefalse and the plug-in multichoiceset."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from quizzes.exchange.formats.moodle.asked import Asked
from quizzes.exchange.formats.moodle.elements import fraction, is_on, raw
from quizzes.exchange.question import Unfaithful

Content = tuple[str, dict[str, Any], dict[str, Any], dict[str, Any]]
CLOSE = Decimal("0.001")


def multichoice(asked: Asked) -> Content:
    nodes = asked.node.findall("answer")
    options = asked.options(nodes)
    by_id = {str(option["id"]): node for option, node in zip(options, nodes, strict=True)}
    shares = {id: fraction(node) for id, node in by_id.items()}
    single = is_on(asked.node, "single", default=True)
    key = one_key(asked.full(shares)) if single else several_key(shares)
    body = asked.stem | {"options": options}
    return "single" if single else "multiple", body, key, asked.feedback(by_id)


def multichoiceset(asked: Asked) -> Content:
    """All or nothing."""
    nodes = asked.node.findall("answer")
    options = asked.options(nodes)
    by_id = {str(option["id"]): node for option, node in zip(options, nodes, strict=True)}
    right = [id for id, node in by_id.items() if fraction(node) > 0]
    return "multiple", asked.stem | {"options": options}, {"correct": right, "rule": "all"}, asked.feedback(by_id)


def truefalse(asked: Asked) -> Content:
    by_id = {raw(node).strip().lower(): node for node in asked.node.findall("answer")}
    if set(by_id) != {"true", "false"}:
        raise Unfaithful(_("A true-or-false question has exactly the answers “true” and “false”."))
    shares = {id: fraction(node) for id, node in by_id.items()}
    if sorted(shares.values()) != [0, 1]:
        raise Unfaithful(_("Exactly one of the two answers must be worth 100 %."))
    correct = "true" if shares["true"] else "false"
    options = [
        {"id": "true", "text": pgettext("true or false", "Right")},
        {"id": "false", "text": pgettext("true or false", "Wrong")},
    ]
    return "boolean", asked.stem | {"options": options}, {"correct": correct}, asked.feedback(by_id)


def one_key(shares: dict[str, Decimal]) -> dict[str, Any]:
    """A single right answer, or the weight of each where others earn something or cost something."""
    best = max(shares, key=lambda id: shares[id], default="")
    if not best or abs(shares[best] - 1) > CLOSE:
        raise Unfaithful(_("No answer earns all points."))
    others = {id: share for id, share in shares.items() if id != best and share}
    if not others:
        return {"correct": best}
    return {"correct": best, "weights": {best: 1.0} | {id: float(share) for id, share in others.items()}}


def several_key(shares: dict[str, Decimal]) -> dict[str, Any]:
    """Right ones less wrong ones where that is what the fractions say, else their weights."""
    right = {id: share for id, share in shares.items() if share > 0}
    wrong = {id: share for id, share in shares.items() if share < 0}
    total = sum(right.values(), Decimal(0))
    if abs(total - 1) > CLOSE * 10:
        raise Unfaithful(
            _("The right answers together are worth %(total)s %%, not 100 %%.") % {"total": f"{total * 100:g}"}
        )
    each = Decimal(1) / len(right)
    alike = all(abs(share - each) < CLOSE for share in right.values())
    if alike and len(right) + len(wrong) == len(shares) and all(abs(-share - each) < CLOSE for share in wrong.values()):
        return {"correct": list(right)}
    scale = Decimal(1) / total
    weights = {id: float(each if alike else share * scale) for id, share in right.items()}
    return {"correct": list(right), "weights": weights | {id: float(share) for id, share in wrong.items()}}
