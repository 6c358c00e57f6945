"""numerical: values with tolerances, and units with their factors."""

from decimal import Decimal, localcontext
from typing import Any

from django.utils.translation import gettext as _

from quizzes.exchange.formats.moodle.asked import Asked
from quizzes.exchange.formats.moodle.choices import Content
from quizzes.exchange.formats.moodle.elements import child_text, fraction, number, plain, raw
from quizzes.exchange.question import Unfaithful


def numerical(asked: Asked) -> Content:
    answers = []
    nodes = asked.node.findall("answer")
    shares = asked.full({str(place): fraction(node) for place, node in enumerate(nodes)})
    for place, node in enumerate(nodes):
        text, share = raw(node).strip(), shares[str(place)]
        told = asked.words(node.find("feedback"))
        if text == "*":
            asked.keep_wrong(told) if not share else _refuse_any()
            continue
        answers.append(answer(number(text), number(child_text(node, "tolerance", "0")), share, told))
    body, key = asked.stem, dict[str, Any](answers=answers)
    if units := _units(asked):
        body, key = body | {"units": list(units)}, key | {"units": units}
    return "numeric", body, key, asked.feedback({})


def answer(value: Decimal, tolerance: Decimal, share: Decimal, told: str) -> dict[str, Any]:
    """One accepted value, as the key writes it."""
    if share < 0:
        raise Unfaithful(_("An answer costs points."))
    return (
        {"value": plain(value), "tolerance": plain(abs(tolerance))}
        | ({"points": float(share)} if share != 1 else {})
        | ({"feedback": told} if told else {})
    )


def _refuse_any() -> None:
    raise Unfaithful(_("Any answer at all earns points (“*”)."))


def _units(asked: Asked) -> dict[str, str]:
    """Unit to factor: what is typed in that unit times the factor is the value in the first one."""
    node = asked.node
    if child_text(node, "showunits", "3") == "3" or node.find("units/unit") is None:
        if node.find("units/unit") is not None:
            asked.note(_("Its units were switched off; they are left out."))
        return {}
    if child_text(node, "unitgradingtype", "0") == "0" and child_text(node, "showunits") == "0":
        raise Unfaithful(_("Its unit may be given or left out; here a question asks for a unit or does not."))
    if child_text(node, "unitgradingtype", "0") != "0" and number(child_text(node, "unitpenalty", "1")) != 1:
        raise Unfaithful(_("A wrong unit costs a part of the points; here it costs all."))
    with localcontext() as context:
        context.prec = 15
        return {
            child_text(unit, "unit_name"): plain(1 / number(child_text(unit, "multiplier", "1")))
            for unit in node.findall("units/unit")
        }
