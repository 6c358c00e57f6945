"""Questions to GIFT. What GIFT cannot say is not written: reading it back gives the same question."""

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from quizzes.bank import validation
from quizzes.exchange.align import same
from quizzes.exchange.formats.gift.nodes import node_of
from quizzes.exchange.formats.gift.syntax import Block, parse
from quizzes.exchange.formats.moodle.reading import question_of_node
from quizzes.exchange.labels import to_tags
from quizzes.exchange.question import PICTURE, Question, Unfaithful

Data = dict[str, Any]
RESERVED = str.maketrans({sign: f"\\{sign}" for sign in "\\#=~{}:"} | {"\n": "\\n", "\r": ""})
GRADING = {"": "RELATIVE_NEXT_EXCLUDE_LAST", "all": "ALL_OR_NOTHING", "position": "ABSOLUTE_POSITION"}


def unwritable(question: Question) -> str:
    try:
        block = _told(question)
    except Unfaithful as unfaithful:
        return unfaithful.reason
    found = [entry for entry in parse(block) if isinstance(entry, Block)]
    if len(found) == 1:
        back = question_of_node(node_of(found[0]), found[0].type, 1, "")
        if isinstance(back, Question) and back.kind == question.kind:
            body, key, feedback = validation.canonical(back.kind, back.body, back.key, back.feedback)
            if same((question.body, question.key, question.feedback), (body, key, feedback)):
                return ""
    return _("Read back from GIFT it would not be the same question.")


def write(questions: Iterable[Question]) -> bytes:
    return "\n".join(_told(question) for question in questions).encode()


def _told(question: Question) -> str:
    body = question.body
    if question.kind not in TELLERS:
        raise Unfaithful(_("GIFT cannot say a question of this kind."))
    if PICTURE in str(body):
        raise Unfaithful(_("GIFT cannot carry pictures; export it as Moodle XML."))
    remarks = [f"[id:{question.slug}]"] if question.slug else []
    remarks += [f"[tag:{tag}]" for tag in to_tags(question)]
    lines = [f"// {' '.join(remarks)}"] if remarks else []
    general = str(question.feedback.get("general") or "")
    lines.append(f"::{escaped(question.title or question.slug)}::{_rich(body, 'stem')}{{")
    lines += TELLERS[question.kind](body, question.key, question.feedback.get("options") or {})
    if general:
        lines.append(f"####[plain]{escaped(general)}")
    return "\n".join([*lines, "}", ""])


def escaped(text: str) -> str:
    return text.translate(RESERVED)


def _rich(part: Data, name: str) -> str:
    """With its format always said: HTML, or plain text that Moodle must not take for any."""
    if part.get("html"):
        return f"[html]{escaped(part['html'])}"
    return f"[plain]{escaped(part[name])}"


def _remark(text: str) -> str:
    return f"#[plain]{escaped(text)}" if text else ""


def percent(share: float) -> str:
    """Seven digits are as many as Moodle keeps."""
    return f"{format(round(Decimal(repr(float(share))) * 100, 5), 'f').rstrip('0').rstrip('.') if share else '0'}"


def _single(body: Data, key: Data, told: Data) -> list[str]:
    weights = key.get("weights") or {}

    def sign(id: str) -> str:
        if id == key["correct"]:
            return "="
        return f"~%{percent(weights[id])}%" if weights.get(id) else "~"

    return [f"{sign(o['id'])}{_rich(o, 'text')}{_remark(told.get(o['id'], ''))}" for o in body["options"]]


def _multiple(body: Data, key: Data, told: Data) -> list[str]:
    """Every right option its part, every wrong one as much taken away: the rule "each"."""
    weights = key.get("weights")
    if key.get("rule") == "all":
        raise Unfaithful(_("GIFT cannot say “all or nothing”."))
    each = 1 / len(key["correct"])
    if weights is None:
        weights = {o["id"]: each if o["id"] in key["correct"] else -each for o in body["options"]}
    return [
        f"~%{percent(weights.get(o['id'], 0))}%{_rich(o, 'text')}{_remark(told.get(o['id'], ''))}"
        for o in body["options"]
    ]


def _boolean(body: Data, key: Data, told: Data) -> list[str]:
    right, wrong = ("true", "false") if key["correct"] == "true" else ("false", "true")
    if key.get("weights"):
        raise Unfaithful(_("GIFT cannot say the weights of a true-or-false question."))
    said = "TRUE" if right == "true" else "FALSE"
    if not told:
        return [said]
    return [f"{said}#[plain]{escaped(told.get(wrong, ''))}#[plain]{escaped(told.get(right, ''))}"]


def _matching(body: Data, key: Data, told: Data) -> list[str]:
    if key.get("weights") or key.get("rule") == "all" or told:
        raise Unfaithful(_("GIFT cannot say weights, “all or nothing” or explanations of pairs."))
    prompts, choices = {p["id"]: p for p in body["prompts"]}, {c["id"]: c for c in body["choices"]}
    if any(choice.get("html") for choice in choices.values()):
        raise Unfaithful(_("GIFT cannot say formatting on the right side of a pair."))
    used = set(key["pairs"].values())
    pairs = [(_rich(prompts[one], "text"), choices[other]["text"]) for one, other in key["pairs"].items()]
    pairs += [("", choice["text"]) for id, choice in choices.items() if id not in used]
    return [f"={left} -> {escaped(right)}" for left, right in pairs]


def _points(answer: Data) -> str:
    return f"%{percent(answer['points'])}%" if answer.get("points", 1) != 1 else ""


def _short(body: Data, key: Data, told: Data) -> list[str]:
    if key.get("case"):
        raise Unfaithful(_("GIFT cannot say that capital and small letters differ."))

    def starred(text: str) -> str:
        return text if key.get("wildcards") else text.replace("*", "\\*")

    return [
        f"={_points(answer)}{escaped(starred(answer['text']))}{_remark(answer.get('feedback', ''))}"
        for answer in key["answers"]
    ]


def _numeric(body: Data, key: Data, told: Data) -> list[str]:
    if key.get("units"):
        raise Unfaithful(_("GIFT cannot say units."))

    def value(answer: Data) -> str:
        if "low" in answer:
            return f"{answer['low']}..{answer['high']}"
        return f"{answer['value']}:{answer.get('tolerance', '0')}"

    return ["#", *(f"={_points(a)}{value(a)}{_remark(a.get('feedback', ''))}" for a in key["answers"])]


def _ordering(body: Data, key: Data, told: Data) -> list[str]:
    """In the notation of Moodle's ordering plug-in, one line an option."""
    texts = {option["id"]: option for option in body["options"]}
    if told or any("\n" in text["text"] or text.get("html") for text in texts.values()):
        raise Unfaithful(_("GIFT cannot say explanations, formatting or several lines in an order."))
    rules = f">{len(texts)} ALL VERTICAL {GRADING[key.get('rule', '') if key.get('rule') != 'next' else '']} SHOW none"
    return [rules, *(escaped(texts[id]["text"]) for id in key["order"])]


def _extended(body: Data, key: Data, told: Data) -> list[str]:
    return []


TELLERS: dict[str, Callable[[Data, Data, Data], list[str]]] = {
    "single": _single,
    "multiple": _multiple,
    "boolean": _boolean,
    "matching": _matching,
    "short": _short,
    "numeric": _numeric,
    "ordering": _ordering,
    "extended": _extended,
}
