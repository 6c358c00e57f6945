"""What one gap of a Cloze text accepts."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Protocol

from django.utils.translation import gettext as _

from quizzes.exchange.formats.moodle.asked import Asked, letter
from quizzes.exchange.formats.moodle.choices import one_key, several_key
from quizzes.exchange.formats.moodle.elements import number
from quizzes.exchange.formats.moodle.numbers import answer
from quizzes.exchange.formats.moodle.texts import text_key
from quizzes.exchange.material import Pictures, from_html
from quizzes.exchange.question import Unfaithful

Gap = tuple[dict[str, Any], dict[str, Any]]


class Part(Protocol):
    @property
    def text(self) -> str: ...

    @property
    def share(self) -> str: ...

    @property
    def percent(self) -> bool: ...

    @property
    def told(self) -> str: ...


def gap_of(asked: Asked, id: str, kind: str, parts: Sequence[Part]) -> Gap:
    """The gap as it is shown, and its key."""
    if not parts:
        raise Unfaithful(_("A gap has no answer."))
    shares = [_share(part) for part in parts]
    if kind in {"choice", "multiple"}:
        return _choice(asked, id, kind, parts, shares)
    if kind == "numeric":
        return {"id": id, "kind": "numeric"}, _numeric(asked, parts, shares)
    texts = [_text(asked, part.text) for part in parts]
    told = [_told(asked, part.told) for part in parts]
    answers = list(zip(texts, map(float, shares), told, strict=True))
    key, wrong = text_key(answers, case=kind == "exact")
    if not key["answers"]:
        raise Unfaithful(_("A gap has no right answer."))
    asked.keep_wrong(wrong)
    return {"id": id, "kind": "short"}, key


def _share(part: Part) -> Decimal:
    share = number(part.share) / 100
    if not -1 <= share <= 1:
        raise Unfaithful(_("The fraction “%(text)s” of an answer is beyond 100 %%.") % {"text": part.share[:20]})
    return share


def _choice(asked: Asked, id: str, kind: str, parts: Sequence[Part], shares: list[Decimal]) -> Gap:
    ids = [letter(place) for place in range(len(parts))]
    options = [{"id": one, "text": _text(asked, part.text)} for one, part in zip(ids, parts, strict=True)]
    by_id = dict(zip(ids, shares, strict=True))
    key = one_key(by_id) if kind == "choice" else several_key(_divided(by_id, parts))
    told = {one: text for one, part in zip(ids, parts, strict=True) if (text := _told(asked, part.told))}
    return {"id": id, "kind": kind, "options": options}, key | ({"feedback": told} if told else {})


def _divided(shares: dict[str, Decimal], parts: Sequence[Part]) -> dict[str, Decimal]:
    """As Moodle does it: right answers are divided by their sum; where no percentages stand, a wrong one takes away
    what a right one brings."""
    total = sum((share for share in shares.values() if share > 0), Decimal(0))
    if not total:
        raise Unfaithful(_("A gap has no right answer."))
    specific = any(part.share not in {"0", "100"} or part.percent for part in parts)
    wrong = Decimal(0) if specific else -1 / total
    return {id: share / total if share > 0 else share or wrong for id, share in shares.items()}


def _numeric(asked: Asked, parts: Sequence[Part], shares: list[Decimal]) -> dict[str, Any]:
    answers = []
    for part, share in zip(parts, shares, strict=True):
        value, _colon, tolerance = part.text.partition(":")
        told = _told(asked, part.told)
        if value.strip() == "*":
            if share:
                raise Unfaithful(_("Any answer at all earns points (“*”)."))
            asked.keep_wrong(told)
            continue
        answers.append(answer(number(_text(asked, value)), number(_text(asked, tolerance) or "0"), share, told))
    return {"answers": answers}


def _text(asked: Asked, source: str) -> str:
    return asked.keep(from_html(source, Pictures(lambda name: None))).only_text() if source else ""


def _told(asked: Asked, source: str) -> str:
    return asked.keep(from_html(source, Pictures(lambda name: None))).text if source else ""
