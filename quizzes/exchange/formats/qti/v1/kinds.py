"""What an item of QTI 1.2 asks, and the key that its conditions amount to."""

from collections.abc import Mapping
from fractions import Fraction
from math import factorial

from django.utils.translation import gettext as _
from lxml import etree

from quizzes.exchange.formats.qti.fitting import choosing, pairing, writing_in
from quizzes.exchange.formats.qti.fitting.proving import refuse_many
from quizzes.exchange.formats.qti.interactions.asked import Content, letter
from quizzes.exchange.formats.qti.item import rule_unknown
from quizzes.exchange.formats.qti.rules.values import Unknown, to_number
from quizzes.exchange.formats.qti.v1.conditions import Conditions
from quizzes.exchange.formats.qti.v1.old_item import OldItem, html_of, labels, prompt_of
from quizzes.exchange.material.nodes import words_of
from quizzes.exchange.question import Unfaithful


def points(conditions: Conditions, answers: Mapping[str, list[str]]) -> Fraction:
    try:
        return conditions.points(answers)
    except Unknown as what:
        raise rule_unknown(what) from None


def choice(item: OldItem) -> Content:
    """response_lid: one, several, or an order."""
    response = item.responses[0]
    ident, nodes = response.get("ident", ""), labels(response)
    said = [node for node in nodes if words_of(node).strip() or node.find(".//matimage") is not None]
    if len(said) < len(nodes):
        item.note(_("Options without a text are left out."))
        nodes = said
    names = {letter(place): node.get("ident", "") for place, node in enumerate(nodes)}
    kind = {"Multiple": "multiple", "Ordered": "ordered"}.get(response.get("rcardinality", "Single"), "single")
    conditions = item.conditions({ident: kind})

    def mark(chosen: tuple[str, ...]) -> Fraction:
        return points(conditions, {ident: [names[id] for id in chosen]})

    offered = [{"id": id} | text(item, node) for id, node in zip(names, nodes, strict=True)]
    body = item.material(item.stem_html).under("stem") | {"options": offered}
    ids = {id: {ident: [name]} for id, name in names.items()}
    if kind == "single":
        return Content("single", body, choosing.one(list(names), mark), ids)
    if kind == "multiple":
        return Content("multiple", body, choosing.several(list(names), mark), ids)
    if response.find(".//material[@position]") is not None:
        item.note(_("The words above and below its lines are not kept."))
    refuse_many(factorial(len(names)))
    return Content("ordering", body, choosing.order(list(names), mark))


def text(item: OldItem, node: etree._Element) -> dict[str, str]:
    found = item.material("".join(html_of(each) for each in node.iter("material")))
    place = node.getparent()
    shown: dict[str, str] = found.under("text")
    if not found.text and found.pictures and place is not None:
        shown["text"] = _("Picture %(letter)s") % {"letter": letter(list(place).index(node)).upper()}
    return shown


def written(item: OldItem) -> Content:
    """response_str or response_num: a text, a number, or an essay where nothing is scored."""
    response = item.responses[0]
    ident = response.get("ident", "")
    field = response.find(".//render_fib")
    form = field.get("fibtype", "String") if field is not None else "String"
    numeric = response.tag == "response_num" or form in {"Decimal", "Integer", "Scientific"}
    conditions = item.conditions({ident: "number" if numeric else "text"})
    body = item.material(item.stem_html).under("stem")
    if not any(True for _node in conditions.conditions):
        rubric = [{"id": "c1", "text": _("The answer as a whole"), "points": 1.0}]
        return Content("extended", body, {"rubric": rubric})
    named = conditions.named(ident)
    if not numeric:
        return Content(
            "short", body, writing_in.text(named, lambda given: points(conditions, {ident: [given] if given else []}))
        )
    try:
        bounds = {to_number(each) for each in named}
    except Unknown as what:
        raise rule_unknown(what) from None
    key = writing_in.numbers(
        bounds,
        lambda value: points(conditions, {ident: [writing_in.decimal(value)]}),
        points(conditions, {ident: []}),
    )
    return Content("numeric", body, key)


def matching(item: OldItem) -> Content:
    """Several response_lid, each with a text of its own, all with choices from one list."""
    prompts = {str(place): response for place, response in enumerate(item.responses, start=1)}
    choices: dict[str, etree._Element] = {}
    for response in item.responses:
        for node in labels(response):
            choices.setdefault(node.get("ident", ""), node)
    ids = {letter(place): name for place, name in enumerate(choices)}
    offered = {prompt: {node.get("ident") for node in labels(response)} for prompt, response in prompts.items()}
    if any(len(each) < len(choices) for each in offered.values()):
        item.note(_("Not every answer was offered for every line; here each is."))
    conditions = item.conditions({response.get("ident", ""): "single" for response in item.responses})

    def mark(given: Mapping[str, str]) -> Fraction:
        return points(conditions, {prompts[prompt].get("ident", ""): [ids[choice]] for prompt, choice in given.items()})

    key = pairing.pairs(list(prompts), list(ids), mark, once=False, adds_up=conditions.separable)
    told = [{"id": id} | item.material(prompt_of(response)).under("text") for id, response in prompts.items()]
    answers = [
        {"id": id, "text": item.material("".join(html_of(each) for each in choices[name].iter("material"))).only_text()}
        for id, name in ids.items()
    ]
    body = item.material(item.stem_html).under("stem") | {"prompts": told, "choices": answers}
    return Content("matching", body, key)


def refuse_hidden_area(item: OldItem) -> Content:
    raise Unfaithful(_("A hidden place on a picture is to be found; here the places to choose from are shown."))
