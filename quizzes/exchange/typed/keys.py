"""Typed parts to body, key and feedback."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from quizzes.exchange.question import Question, Unfaithful
from quizzes.exchange.typed import words
from quizzes.exchange.typed.answers import numeric_key, rubric_of, short_key, split_pair, weights_of
from quizzes.exchange.typed.blanks import blanks_of, cloze_of
from quizzes.exchange.typed.fields import Choice, Typed

Data = dict[str, Any]
Content = tuple[str, Data, Data]
"""The kind, body and key."""


def question_of(typed: Typed) -> Question:
    """Unfaithful, with the reason, where the parts do not make a question."""
    if not typed.stem:
        raise Unfaithful(_("It has no question (题干)."))
    kind, body, key = READERS[words.kind_of(typed.kind, typed.answer, len(typed.options))](typed)
    stem = {"stem": body.pop("stem", typed.stem)} | ({"html": typed.html} if typed.html else {})
    return Question(
        number=typed.number,
        position=typed.position,
        kind=kind,
        body=stem | body,
        key=key,
        feedback={"general": typed.explanation, "options": _option_notes(typed)},
        title=typed.title,
        slug=typed.slug,
        competence=words.competence_of(typed.competence),
        level=words.level_of(typed.level),
        band=words.band_of(typed.difficulty),
        source=typed.source,
        expires_on=_date(typed.expires),
        tags=tuple(filter(None, re.split(r"[,;，；、\s]+", typed.tags))),
        pictures=typed.pictures,
        notes=typed.remarks,
    )


def _date(value: str | date) -> date | None:
    if isinstance(value, date):
        return value
    said = re.sub(r"[年月/.]", "-", unicodedata.normalize("NFKC", value).strip()).rstrip("日")
    if not said:
        return None
    try:
        year, month, day = (int(part) for part in said.split("-"))
        return date(year, month, day)
    except ValueError:
        raise Unfaithful(_("“%(word)s” is not a date like 2027-12-31.") % {"word": value[:40]}) from None


def _option_notes(typed: Typed) -> dict[str, str]:
    """The explanations of single options, one a line: "A：…"."""
    told: dict[str, str] = {}
    for line in filter(str.strip, typed.notes_on_options.split("\n")):
        found = re.match(r"\s*([A-Za-zＡ-Ｚａ-ｚ]|正确|错误|对|错)\s*[:：.、．]\s*(.+)", line)
        if not found:
            raise Unfaithful(_("The explanations of the options must begin with a letter: A：…"))
        name = words.truth(found[1]) or unicodedata.normalize("NFKC", found[1]).lower()
        told[name] = found[2].strip()
    return told


def _options(typed: Typed, options: tuple[Choice, ...] = ()) -> list[Data]:
    return [
        {"id": option.letter.lower(), "text": option.text} | ({"html": option.html} if option.html else {})
        for option in options or typed.options
    ]


def _right(typed: Typed) -> list[str]:
    """The options that the answer names, by letter or by their own words."""
    if not typed.options:
        raise Unfaithful(_("It has no options (选项)."))
    if not typed.answer:
        raise Unfaithful(_("It has no answer (答案)."))
    known = {option.letter: option for option in typed.options}
    by_text = {words.plain(option.text): option.letter for option in typed.options}
    if words.plain(typed.answer) in by_text:
        return [by_text[words.plain(typed.answer)].lower()]
    named = words.letters(typed.answer)
    if not named and (lines := [line for line in re.split(r"[\n;；|]", typed.answer) if line.strip()]):
        named = [by_text[words.plain(line)] for line in lines if words.plain(line) in by_text]
        named = named if len(named) == len(lines) else []
    if not named:
        raise Unfaithful(_("The answer “%(answer)s” names no option.") % {"answer": typed.answer[:40]})
    if missing := [letter for letter in named if letter not in known]:
        raise Unfaithful(_("The answer names option %(letter)s, which is not there.") % {"letter": missing[0]})
    return [letter.lower() for letter in named]


def _single(typed: Typed) -> Content:
    right = _right(typed)
    if len(right) != 1:
        raise Unfaithful(_("A question with one answer names several: “%(answer)s”.") % {"answer": typed.answer[:40]})
    return "single", {"options": _options(typed)}, {"correct": right[0]} | weights_of(typed.rule, words.EACH)


def _multiple(typed: Typed) -> Content:
    body = {"options": _options(typed)}
    if words.plain(typed.rule) in words.ALL:
        return "multiple", body, {"correct": _right(typed), "rule": "all"}
    return "multiple", body, {"correct": _right(typed)} | weights_of(typed.rule, words.EACH)


def _boolean(typed: Typed) -> Content:
    said = words.truth(typed.answer)
    by_letter = {option.letter: words.truth(option.text) for option in typed.options}
    if not said and typed.answer:
        said = by_letter.get(unicodedata.normalize("NFKC", typed.answer).strip().upper(), "")
    if not said or (typed.options and sorted(by_letter.values()) != ["false", "true"]):
        raise Unfaithful(
            _("The answer to a true-or-false question must be 正确 or 错误, not “%(answer)s”.")
            % {"answer": typed.answer[:40]}
        )
    options = [{"id": "true", "text": words.TRUE_TEXT}, {"id": "false", "text": words.FALSE_TEXT}]
    return "boolean", {"options": options}, {"correct": said}


def _ordering(typed: Typed) -> Content:
    order, rule = _right(typed), words.plain(typed.rule)
    key: Data = {"order": order}
    if rule in words.ALL or rule in words.PLACE:
        key["rule"] = "all" if rule in words.ALL else "position"
    elif rule not in words.NEXT:
        raise Unfaithful(_("“%(rule)s” is not a way of scoring this kind.") % {"rule": typed.rule[:40]})
    return "ordering", {"options": _options(typed)}, key


def _matching(typed: Typed) -> Content:
    """Each option holds a pair “left → right”; “→ right” alone is a choice that fits nothing."""
    prompts: list[Data] = []
    choices: dict[str, str] = {}
    pairs: dict[str, str] = {}
    for option in typed.options:
        left, right = split_pair(option.text)
        choice = choices.setdefault(right, f"c{len(choices) + 1}")
        if left:
            prompts.append({"id": f"p{len(prompts) + 1}", "text": left})
            pairs[f"p{len(prompts)}"] = choice
    key: Data = {"pairs": pairs}
    if words.plain(typed.rule) in words.ALL:
        key["rule"] = "all"
    elif words.plain(typed.rule) not in words.EACH:
        raise Unfaithful(_("“%(rule)s” is not a way of scoring this kind.") % {"rule": typed.rule[:40]})
    return "matching", {"prompts": prompts, "choices": [{"id": id, "text": text} for text, id in choices.items()]}, key


def _numeric(typed: Typed) -> Content:
    body, key = numeric_key(typed.answer, typed.units)
    return "numeric", body, key


def _short(typed: Typed) -> Content:
    """With several blanks in the question each has its own answer: that is a cloze."""
    if len(blanks_of(typed.stem)) > 1 and not typed.html:
        return cloze_of(typed)
    return "short", {}, short_key(typed.answer, typed.rule)


def _extended(typed: Typed) -> Content:
    return "extended", {}, rubric_of(typed.answer, typed.rule)


READERS: dict[str, Callable[[Typed], Content]] = {
    "single": _single,
    "multiple": _multiple,
    "boolean": _boolean,
    "ordering": _ordering,
    "matching": _matching,
    "numeric": _numeric,
    "short": _short,
    "cloze": cloze_of,
    "extended": _extended,
}
