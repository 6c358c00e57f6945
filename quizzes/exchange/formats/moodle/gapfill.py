"""gapfill, the plug-in by Marcus Green: a text with its answers in brackets, `the [cat] sat on the [mat|rug]`; typed,
or chosen from a list of all answers and some wrong ones."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import unescape
from typing import Any

from django.utils.translation import gettext as _

from quizzes.exchange.formats.moodle.asked import Asked, letter
from quizzes.exchange.formats.moodle.choices import Content, one_key
from quizzes.exchange.formats.moodle.elements import as_html, child_text, is_on, raw
from quizzes.exchange.formats.moodle.gaps import choice_gap, cloze_body
from quizzes.exchange.formats.moodle.texts import text_key
from quizzes.exchange.material.marks import guarded, mark_of
from quizzes.exchange.question import Unfaithful

PATTERN = re.compile(r"[\\^$.\[\]()?*+{}]")
"""Signs of a regular expression; `|` between answers is read apart."""
EMPTY = "!!"


@dataclass(frozen=True)
class Rules:
    """How all gaps of one question are marked."""

    plain: bool
    case: bool

    def answers(self, source: str) -> list[str]:
        """What one gap accepts. Unfaithful for what no list of answers says."""
        if "<" in source:
            raise Unfaithful(_("A gap holds formatted text; its answer cannot be told from it."))
        answers = [" ".join(one.split()) for one in unescape(source).split("|")]
        if EMPTY in answers:
            raise Unfaithful(_("A gap has to be left empty; here an empty gap earns nothing."))
        if not all(answers):
            raise Unfaithful(_("A gap has no answer."))
        if not self.plain and any(PATTERN.search(one) for one in answers):
            raise Unfaithful(_("A gap asks by a pattern (“%(text)s”), not for a text.") % {"text": source[:40]})
        return list(dict.fromkeys(answers))

    def earns(self, option: str, answers: Sequence[str]) -> bool:
        """Whether a word of the list is right in the gap. As there: with several answers, it is enough to hold one of
        them as a word."""
        flags = 0 if self.case else re.IGNORECASE
        if self.plain or len(answers) == 1:
            return any(re.fullmatch(re.escape(one), option, flags) for one in answers)
        return any(re.search(rf"\b{re.escape(one)}\b", option, flags) for one in answers)


def gapfill(asked: Asked) -> Content:
    rules = Rules(is_on(asked.node, "disableregex"), is_on(asked.node, "casesensitive"))
    opening, closing = _delimiters(asked)
    source = guarded(as_html(asked.node.find("questiontext")))
    found = re.compile(f"{re.escape(opening)}(.*?){re.escape(closing)}", re.DOTALL)
    wanted = [rules.answers(each) for each in found.findall(source)]
    if not wanted:
        raise Unfaithful(_("Its text has no gap."))
    places = iter(range(1, len(wanted) + 1))
    text = found.sub(lambda _mark: mark_of(next(places)), source)
    make = _typed if child_text(asked.node, "answerdisplay", "dragdrop") == "gapfill" else _chosen
    gaps, keys = make(asked, rules, wanted)
    key: dict[str, Any] = {"gaps": keys} | ({"rule": "distinct"} if is_on(asked.node, "noduplicates") else {})
    if any(raw(node).strip() for node in asked.node.iter("gapsetting")) or child_text(asked.node, "itemsettings"):
        asked.note(_("Its explanations of single gaps are not kept."))
    return "cloze", cloze_body(asked, text, gaps), key, asked.feedback({})


def _delimiters(asked: Asked) -> tuple[str, str]:
    signs = child_text(asked.node, "delimitchars", "[]")
    return signs[0], signs[-1]


def _typed(asked: Asked, rules: Rules, wanted: Sequence[list[str]]) -> tuple[list[Any], dict[str, Any]]:
    if not rules.plain and any(len(answers) > 1 for answers in wanted):
        asked.note(_("Of several answers of a gap, a longer text that held one earned too; here it does not."))
    gaps = [{"id": str(place), "kind": "short"} for place in range(1, len(wanted) + 1)]
    keys = [text_key([(_literal(one), 1.0, "") for one in answers], case=rules.case)[0] for answers in wanted]
    return gaps, {gap["id"]: key for gap, key in zip(gaps, keys, strict=True)}


def _literal(text: str) -> str:
    return text.replace("*", "\\*")


def _chosen(asked: Asked, rules: Rules, wanted: Sequence[list[str]]) -> tuple[list[Any], dict[str, Any]]:
    rest = [node for node in asked.node.findall("answer") if node.get("fraction") == "0"]
    wrong = [unescape(raw(node)).replace("\\,", ",") for node in rest]
    right = [one for answers in wanted for one in answers]
    offered = list(dict.fromkeys(" ".join(one.split()) for one in [*right, *wrong] if one.strip()))
    if is_on(asked.node, "singleuse"):
        asked.note(_("A word could be dragged once only; here it can be chosen for several gaps."))
    gaps, keys = [], {}
    for place, answers in enumerate(wanted, start=1):
        gap = choice_gap(str(place), offered)
        shares = {letter(at): Decimal(rules.earns(one, answers)) for at, one in enumerate(offered)}
        gaps.append(gap)
        keys[gap["id"]] = one_key(shares)
    return gaps, keys
