"""choiceInteraction and hotspotInteraction."""

from collections.abc import Mapping
from typing import Any

from lxml import etree

from quizzes.exchange.formats.qti.writing import rules
from quizzes.exchange.formats.qti.writing.nodes import flow, names, node, picture_path
from quizzes.exchange.formats.qti.writing.parts import Parts
from quizzes.exchange.question import PICTURE, Question


def one(question: Question) -> Parts:
    ids = names("C", question.body["options"])
    interaction = node(
        "choiceInteraction", responseIdentifier=rules.RESPONSE, shuffle=question.kind != "boolean", maxChoices=1
    )
    return _of_one(question, ids, _offer(question, interaction, ids))


def several(question: Question) -> Parts:
    ids = names("C", question.body["options"])
    interaction = node("choiceInteraction", responseIdentifier=rules.RESPONSE, shuffle=True, maxChoices=0)
    return _of_several(question, ids, _offer(question, interaction, ids))


def places(question: Question) -> Parts:
    """One place or several on a picture."""
    body = question.body
    ids = names("C", body["areas"])
    most = int(body.get("most") or 0)
    picture = body["picture"]
    interaction = node("hotspotInteraction", responseIdentifier=rules.RESPONSE, maxChoices=most)
    interaction.append(
        node(
            "object",
            type="image/png",
            data=picture_path(question, f"{PICTURE}{picture['uuid']}"),
            width=picture["width"],
            height=picture["height"],
            text=picture.get("alt") or None,
        )
    )
    for area in body["areas"]:
        coords = ",".join(str(place) for place in area["coords"])
        interaction.append(
            node(
                "hotspotChoice",
                shape=area["shape"],
                coords=coords,
                identifier=ids[area["id"]],
                hotspotLabel=area["text"],
            )
        )
    return _of_several(question, ids, interaction)


def _offer(question: Question, interaction: etree._Element, ids: Mapping[str, str]) -> etree._Element:
    for option in question.body["options"]:
        made = flow(question, option, "text", "simpleChoice")
        made.set("identifier", ids[option["id"]])
        interaction.append(made)
    return interaction


def _of_one(question: Question, ids: Mapping[str, str], interaction: etree._Element) -> Parts:
    right, weights = question.key["correct"], question.key.get("weights")
    body = [flow(question, question.body, "stem"), interaction]
    if weights:
        entries = [(ids[id], 1.0 if id == right else float(weights.get(id, 0))) for id in ids]
        mapping = rules.mapping([(name, earned) for name, earned in entries if earned], 0, 1)
        response = rules.declared("single", "identifier", [ids[right]], mapping)
        parts = Parts([response], body, [rules.assign(rules.mapped())], "map_response")
    else:
        response = rules.declared("single", "identifier", [ids[right]])
        parts = Parts([response], body, [_right()], "match_correct")
    return _told(question, ids, parts, many=False)


def _of_several(question: Question, ids: Mapping[str, str], interaction: etree._Element) -> Parts:
    key = question.key
    right = [ids[id] for id in key["correct"]]
    body = [flow(question, question.body, "stem"), interaction]
    if key.get("weights") is None and key.get("rule", "each") == "all":
        response = rules.declared("multiple", "identifier", right)
        parts = Parts([response], body, [_right()], "match_correct")
    else:
        parts = _mapped(key, ids, right, body)
    return _told(question, ids, parts, many=True)


def _mapped(key: Mapping[str, Any], ids: Mapping[str, str], right: list[str], body: list[etree._Element]) -> Parts:
    """Right ones less wrong ones, or weights; never below nothing, never above everything."""
    weights = key.get("weights")
    if weights is None:
        weights, best = {id: 1.0 if id in key["correct"] else -1.0 for id in ids}, float(len(right))
    else:
        best = 1.0
    entries = [(ids[id], float(weights[id])) for id in ids if weights.get(id)]
    response = rules.declared("multiple", "identifier", right, rules.mapping(entries, 0, best))
    return Parts([response], body, [rules.assign(rules.mapped())], "map_response", best)


def _right() -> etree._Element:
    return rules.when(rules.match(rules.variable(), rules.correct()), rules.assign(rules.points(1)))


def _told(question: Question, ids: Mapping[str, str], parts: Parts, *, many: bool) -> Parts:
    told = question.feedback.get("options", {})
    parts.told = {ids[id]: text for id, text in told.items() if id in ids}
    parts.many = many
    if parts.told:
        parts.feedback = [rules.assign(rules.variable(), "FEEDBACK")]
    return parts
