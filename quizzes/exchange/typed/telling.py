"""Body, key and feedback to typed parts. What cannot be said there is refused: reading it back gives the same."""

import re
from collections.abc import Callable
from decimal import Decimal
from string import ascii_uppercase
from typing import Any

from django.utils.translation import gettext as _

from quizzes.bank import validation
from quizzes.exchange.align import same
from quizzes.exchange.question import Question, Unfaithful
from quizzes.exchange.typed import words
from quizzes.exchange.typed.blanks import BLANK, blanks_of
from quizzes.exchange.typed.fields import Choice, Typed
from quizzes.exchange.typed.keys import question_of

Data = dict[str, Any]
Parts = dict[str, Any]
PARTING = re.compile(r"[|｜;；\n]|\[[^\]]*%\s*\]\s*$")


def untellable(question: Question) -> str:
    """Why typed parts cannot say a question, or "": it is told and read back, and must be what it was."""
    try:
        back = question_of(typed_of(question))
    except Unfaithful as unfaithful:
        return unfaithful.reason
    before = (question.body, question.key, question.feedback)
    after = validation.canonical(back.kind, back.body, back.key, back.feedback)
    if back.kind == question.kind and same(before, (after[0], after[1], after[2])):
        return ""
    return _("Read back from typed words it would not be the same question.")


def typed_of(question: Question) -> Typed:
    """Unfaithful where typed parts cannot say it: formatting, pictures, a scoring without a word."""
    body, key = question.body, question.key
    if question.kind not in TELLERS:
        raise Unfaithful(_("A sheet cannot say a question of this kind."))
    shown = [body, *body.get("options", []), *body.get("prompts", []), *body.get("choices", [])]
    if any(part.get("html") for part in shown):
        raise Unfaithful(_("It carries formatting, a table or a picture; a sheet holds plain text only."))
    parts = TELLERS[question.kind](body, key)
    letters = parts.pop("letters", {"true": "正确", "false": "错误"})
    told = question.feedback.get("options") or {}
    if any("\n" in text for text in told.values()):
        raise Unfaithful(_("The explanation of an option has several lines."))
    return Typed(
        number=question.number,
        position=question.position,
        kind=words.NAMES[question.kind],
        stem=parts.pop("stem", body.get("stem", "")),
        explanation=str(question.feedback.get("general") or ""),
        notes_on_options="\n".join(f"{letters[id]}：{text}" for id, text in told.items()),
        competence=question.competence,
        level=str(question.level or ""),
        difficulty="" if question.band is None else f"{question.band:g}",
        source=question.source,
        tags="，".join(question.tags),
        expires=question.expires_on or "",
        slug=question.slug,
        **parts,
    )


def _choices(options: list[Data]) -> tuple[tuple[Choice, ...], dict[str, str]]:
    if len(options) > len(ascii_uppercase):
        raise Unfaithful(_("It has more options than there are letters."))
    pairs = list(zip(ascii_uppercase, options, strict=False))
    return tuple(Choice(letter, option["text"]) for letter, option in pairs), {
        option["id"]: letter for letter, option in pairs
    }


def _weights(key: Data, letters: dict[str, str]) -> str:
    return "；".join(f"{letters[id]}={percent(weight)}" for id, weight in (key.get("weights") or {}).items())


def percent(share: float) -> str:
    """Exactly as it was: a share that is no short decimal is told with all its digits."""
    return f"{format(Decimal(repr(float(share))) * 100, 'f').rstrip('0').rstrip('.') if share else '0'}%"


def _single(body: Data, key: Data) -> Parts:
    options, letters = _choices(body["options"])
    return {"options": options, "letters": letters, "answer": letters[key["correct"]], "rule": _weights(key, letters)}


def _multiple(body: Data, key: Data) -> Parts:
    options, letters = _choices(body["options"])
    rule = _weights(key, letters) or ("全对得分" if key.get("rule") == "all" else "")
    answer = "".join(sorted(letters[id] for id in key["correct"]))
    return {"options": options, "letters": letters, "answer": answer, "rule": rule}


def _boolean(body: Data, key: Data) -> Parts:
    if key.get("weights"):
        raise Unfaithful(_("Its weights cannot be said in a sheet."))
    return {"answer": words.TRUE_TEXT if key["correct"] == "true" else words.FALSE_TEXT}


def _ordering(body: Data, key: Data) -> Parts:
    options, letters = _choices(body["options"])
    rule = {"all": "全对得分", "position": "按位置得分"}.get(key.get("rule", ""), "")
    return {
        "options": options,
        "letters": letters,
        "answer": "→".join(letters[id] for id in key["order"]),
        "rule": rule,
    }


def _matching(body: Data, key: Data) -> Parts:
    if key.get("weights"):
        raise Unfaithful(_("Its weights cannot be said in a sheet."))
    choices = {choice["id"]: choice["text"] for choice in body["choices"]}
    prompts = {prompt["id"]: prompt["text"] for prompt in body["prompts"]}
    used = set(key["pairs"].values())
    pairs = [f"{prompts[prompt]} → {choices[choice]}" for prompt, choice in key["pairs"].items()]
    pairs += [f"→ {text}" for id, text in choices.items() if id not in used]
    if any(re.search(r"→|->|=>|——>|＝>", text) for text in [*choices.values(), *prompts.values()]):
        raise Unfaithful(_("Its texts hold arrows, which part a pair in a sheet."))
    if len(pairs) > len(ascii_uppercase) or len(set(choices.values())) < len(choices):
        raise Unfaithful(_("It has more pairs than there are letters, or two choices of the same text."))
    options = tuple(Choice(letter, pair) for letter, pair in zip(ascii_uppercase, pairs, strict=False))
    return {"options": options, "rule": "全对得分" if key.get("rule") == "all" else ""}


def _points(answer: Data) -> str:
    return "" if answer.get("points", 1) == 1 else f" [{percent(answer['points'])}]"


def _numbers(key: Data) -> list[str]:
    if any(answer.get("feedback") for answer in key["answers"]):
        raise Unfaithful(_("Single answers carry explanations, which a sheet cannot say."))
    return [
        (f"{answer['low']}~{answer['high']}" if "low" in answer else _value(answer)) + _points(answer)
        for answer in key["answers"]
    ]


def _value(answer: Data) -> str:
    tolerance = str(answer.get("tolerance", "0"))
    return str(answer["value"]) + ("" if Decimal(tolerance) == 0 else f"±{tolerance}")


def _numeric(body: Data, key: Data) -> Parts:
    units = "\n".join(f"{name}={factor}" for name, factor in (key.get("units") or {}).items())
    return {"answer": "\n".join(_numbers(key)), "units": units}


def _texts(key: Data) -> list[str]:
    if any(PARTING.search(answer["text"]) or answer.get("feedback") for answer in key["answers"]):
        raise Unfaithful(_("An accepted answer holds “|”, “；” or a line end, or carries an explanation."))
    return [answer["text"] + _points(answer) for answer in key["answers"]]


def _short(body: Data, key: Data) -> Parts:
    rule = [word for name, word in (("case", "区分大小写"), ("wildcards", "通配符")) if key.get(name)]
    if len(blanks_of(body["stem"])) > 1:
        raise Unfaithful(_("Its question holds several blanks, which would be read as several answers."))
    return {"answer": "\n".join(_texts(key)), "rule": "；".join(rule)}


def _cloze(body: Data, key: Data) -> Parts:
    if key.get("rule", "each") != "each":
        raise Unfaithful(_("Its gaps do not count each by itself, which is not written."))
    order = {gap["id"]: place for place, gap in enumerate(body["gaps"], start=1)}
    marks = re.findall(r"\{\{([^{}]+)\}\}", body["stem"])
    bare = re.sub(r"\{\{[^{}]+\}\}", "", body["stem"])
    if marks != list(order) or BLANK.search(bare):
        raise Unfaithful(_("Its blanks do not follow each other as the gaps do."))
    stem = re.sub(r"\{\{([^{}]+)\}\}", lambda mark: "{{" + str(order[mark[1]]) + "}}", body["stem"])
    return {
        "stem": stem,
        "answer": "\n".join(_gap(order[gap["id"]], gap, key["gaps"][gap["id"]]) for gap in body["gaps"]),
    }


def _gap(place: int, gap: Data, key: Data) -> str:
    if gap["kind"] == "choice":
        texts = [option["text"] for option in gap["options"]]
        if key.get("weights") or key.get("feedback") or any(re.search(r"[|｜✓√]", text) for text in texts):
            raise Unfaithful(_("A gap has weights, explanations or “|” in its choices."))
        said = ("选择", " | ".join(o["text"] + ("✓" if o["id"] == key["correct"] else "") for o in gap["options"]))
    elif gap["kind"] == "numeric" and not key.get("units"):
        said = ("数值", " | ".join(_numbers(key)))
    elif gap["kind"] == "short" and not key.get("case") and not key.get("wildcards"):
        said = ("填空", " | ".join(_texts(key)))
    else:
        raise Unfaithful(_("A gap is of a kind that a sheet cannot say."))
    weight = f"×{key['weight']:g}" if key.get("weight", 1) != 1 else ""
    return f"{place} {said[0]}{weight}：{said[1]}"


def _extended(body: Data, key: Data) -> Parts:
    if body.get("lines") or body.get("longest"):
        raise Unfaithful(_("Its length limits cannot be said in a sheet."))
    if any(re.search(r"[|｜;；\n=＝]", row["text"]) for row in key["rubric"]):
        raise Unfaithful(_("A point of its rubric holds “=”, “|” or “；”."))
    rubric = "\n".join(f"{row['text']}={row['points']:g}分" for row in key["rubric"])
    return {"answer": key.get("sample", ""), "rule": rubric}


TELLERS: dict[str, Callable[[Data, Data], Parts]] = {
    "single": _single,
    "multiple": _multiple,
    "boolean": _boolean,
    "ordering": _ordering,
    "matching": _matching,
    "numeric": _numeric,
    "short": _short,
    "cloze": _cloze,
    "extended": _extended,
}
