"""shortanswer and essay."""

from typing import Any

from django.utils.translation import gettext as _

from quizzes.exchange.formats.moodle.asked import Asked
from quizzes.exchange.formats.moodle.choices import Content
from quizzes.exchange.formats.moodle.elements import as_html, child_text, fraction, is_on, raw
from quizzes.exchange.material.rubrics import read_rubric
from quizzes.exchange.question import Unfaithful

MOST_LINES = 30


def shortanswer(asked: Asked) -> Content:
    answers = []
    nodes = asked.node.findall("answer")
    shares = asked.full({str(place): fraction(node) for place, node in enumerate(nodes)})
    for place, node in enumerate(nodes):
        share, told = shares[str(place)], asked.words(node.find("feedback"))
        answers.append((raw(node).strip(), float(share), told))
    key, wrong = text_key(answers, case=is_on(asked.node, "usecase"))
    asked.keep_wrong(wrong)
    return "short", asked.stem, key, asked.feedback({})


def text_key(answers: list[tuple[str, float, str]], *, case: bool) -> tuple[dict[str, Any], str]:
    r"""The key, and what is said to any other answer. In Moodle `*` stands for anything, `\*` for itself."""
    wild = any("*" in text.replace("\\*", "") for text, points, _told in answers if text != "*")
    found: list[dict[str, Any]] = []
    wrong = ""
    for text, points, told in answers:
        if points < 0:
            raise Unfaithful(_("An answer costs points."))
        if text == "*":
            if points:
                raise Unfaithful(_("Any answer at all earns points (“*”)."))
            wrong = told
            break
        if not text:
            continue
        text = text if wild else text.replace("\\*", "*")
        told_too = {"feedback": told} if told else {}
        found.append({"text": text} | ({"points": points} if points != 1 else {}) | told_too)
    key: dict[str, Any] = {"answers": found}
    return key | ({"case": True} if case else {}) | ({"wildcards": True} if wild else {}), wrong


def essay(asked: Asked) -> Content:
    """Marked by a person; what is written there for the marker becomes the one criterion."""
    node = asked.node
    if child_text(node, "responseformat") == "noinline":
        raise Unfaithful(_("It asks for an uploaded file alone; files are not handed in here."))
    if child_text(node, "attachmentsrequired", "0") != "0":
        raise Unfaithful(_("It asks for an uploaded file; files are not handed in here."))
    if child_text(node, "attachments", "0") != "0":
        asked.note(_("Files could be added to the answer; here they cannot."))
    if raw(node.find("responsetemplate")).strip():
        asked.note(_("The text that the answer began with is not kept."))
    listed = read_rubric(as_html(node.find("graderinfo")))
    guide = asked.words(node.find("graderinfo"))
    lines = child_text(node, "responsefieldlines")
    body = asked.stem | ({"lines": min(max(int(lines), 1), MOST_LINES)} if lines.isdigit() else {})
    rubric = [{"id": "a", "text": guide or _("The answer as a whole"), "points": 1.0}]
    if listed is None:
        return "extended", body, {"rubric": rubric}, asked.feedback({})
    criteria, sample = listed
    key = {"rubric": criteria} | ({"sample": sample} if sample else {})
    return "extended", body, key, asked.feedback({})
