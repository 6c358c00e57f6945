"""orderInteraction, matchInteraction."""

from collections.abc import Sequence
from itertools import pairwise

from lxml import etree

from quizzes.exchange.formats.qti.writing import rules
from quizzes.exchange.formats.qti.writing.nodes import flow, names, node
from quizzes.exchange.formats.qti.writing.parts import Parts
from quizzes.exchange.question import Question


def order(question: Question) -> Parts:
    ids = names("C", question.body["options"])
    right = [ids[id] for id in question.key["order"]]
    rule = question.key.get("rule", "next")
    interaction = node("orderInteraction", responseIdentifier=rules.RESPONSE, shuffle=True)
    for option in question.body["options"]:
        made = flow(question, option, "text", "simpleChoice")
        made.set("identifier", ids[option["id"]])
        interaction.append(made)
    response = rules.declared("ordered", "identifier", right)
    steps = order_steps(rule, right)
    best = {"all": 1, "position": len(right), "next": len(right) - 1}[rule]
    template = "match_correct" if rule == "all" else ""
    return Parts([response], [flow(question, question.body, "stem"), interaction], steps, template, float(best))


def order_steps(rule: str, right: Sequence[str], name: str = rules.RESPONSE) -> list[etree._Element]:
    """Whole order, each place, or each pair of neighbours."""
    if rule == "all":
        whole = rules.match(rules.variable(name), rules.correct(name))
        return [rules.when(whole, rules.assign(rules.points(1)))]
    if rule == "position":
        return [
            rules.when(_stands(one, place, name), rules.plus(rules.points(1))) for place, one in enumerate(right, 1)
        ]
    return [
        rules.when(
            rules.either(
                [rules.both(_stands(one, at, name), _stands(other, at + 1, name)) for at in range(1, len(right))]
            ),
            rules.plus(rules.points(1)),
        )
        for one, other in pairwise(right)
    ]


def _stands(one: str, place: int, name: str) -> etree._Element:
    return rules.match(node("index", rules.variable(name), n=place), rules.value(one))


def match(question: Question) -> Parts:
    body, key = question.body, question.key
    prompts, choices = names("P", body["prompts"]), names("C", body["choices"])
    interaction = node(
        "matchInteraction", responseIdentifier=rules.RESPONSE, shuffle=True, maxAssociations=len(prompts)
    )
    for things, ids, most in ((body["prompts"], prompts, 1), (body["choices"], choices, len(prompts))):
        offered = node("simpleMatchSet")
        for thing in things:
            made = flow(question, thing, "text", "simpleAssociableChoice")
            made.set("identifier", ids[thing["id"]])
            made.set("matchMax", str(most))
            offered.append(made)
        interaction.append(offered)
    right = [f"{prompts[prompt]} {choices[choice]}" for prompt, choice in key["pairs"].items()]
    shown = [flow(question, body, "stem"), interaction]
    weights = key.get("weights")
    if weights is None and key.get("rule", "each") == "all":
        whole = rules.match(rules.variable(), rules.correct())
        steps = [rules.when(whole, rules.assign(rules.points(1)))]
        return Parts([rules.declared("multiple", "directedPair", right)], shown, steps, "match_correct")
    if weights is None:
        entries, best = [(pair, 1.0) for pair in right], float(len(prompts))
    else:
        entries, best = (
            [
                (f"{prompts[prompt]} {choices[choice]}", float(weight))
                for prompt, row in weights.items()
                for choice, weight in row.items()
                if weight
            ],
            1.0,
        )
    response = rules.declared("multiple", "directedPair", right, rules.mapping(entries, 0))
    return Parts([response], shown, [rules.assign(rules.mapped())], "map_response", best)
