"""needs_survey.yaml: what deputies and staff are asked before a training is planned.

As data: {"title", "minutes", "why", "handling", "then_from", "parts": [{"title", "questions": [{"id", "kind", "text",
"short", "help", "options": [{"id", "text", "then"}], "other"}]}]}. `short` is what tables and sentences of the report
call the question. `kind` is one of KINDS: one option, several options (with `other` a field for 其他), five steps from
the lowest to the highest, a short text. Whoever writes the report takes the sentence `then` into the next steps where
an option was named by at least `then_from` per cent.
"""

import re
from typing import Any

from django.utils.translation import gettext as _

from courses.files.documents import Document

FILE = "needs_survey.yaml"
ONE, SEVERAL, SCALE, TEXT = KINDS = ("one", "several", "scale", "text")
OTHER = "other"
"""What the answer 其他 is called among the options; no option of a file has this name."""
STEPS = 5
NAME = re.compile(r"[a-z][a-z0-9_]*")
LONGEST = 60
"""Characters of a question or an option: it is read on a phone in large letters."""
Survey = dict[str, Any]


def read(document: Document) -> Survey:
    """The questionnaire; `document` notes what is wrong."""
    document.only(known=["title", "minutes", "why", "handling", "then_from", "parts"])
    survey: Survey = {
        "title": document.text("title", longest=LONGEST),
        "minutes": document.whole("minutes"),
        "why": document.text("why"),
        "handling": document.text("handling"),
        "then_from": document.whole("then_from"),
        "parts": [_part(document, place) for place in range(len(document.listing("parts")))],
    }
    seen: set[str] = set()
    for number, part in enumerate(survey["parts"]):
        for place, question in enumerate(part["questions"]):
            if question["id"] in seen:
                document.problem(("parts", number, "questions", place, "id"), _("stands there twice."))
            seen.add(question["id"])
    return survey


def questions_of(survey: Survey) -> list[dict[str, Any]]:
    """All questions in their order."""
    return [question for part in survey["parts"] for question in part["questions"]]


def _part(document: Document, place: int) -> dict[str, Any]:
    here = ("parts", place)
    document.only(*here, known=["title", "questions"])
    return {
        "title": document.text(*here, "title", longest=LONGEST),
        "questions": [
            _question(document, (*here, "questions", number))
            for number in range(len(document.listing(*here, "questions")))
        ],
    }


def _question(document: Document, here: tuple[str | int, ...]) -> dict[str, Any]:
    document.only(*here, known=["id", "kind", "text", "short", "help", "options", "other"])
    kind = document.text(*here, "kind")
    if kind not in KINDS:
        words = {"value": kind, "known": ", ".join(KINDS)}
        document.problem((*here, "kind"), _("“%(value)s” is none of: %(known)s.") % words)
    chosen = kind != TEXT
    options = [
        _option(document, (*here, "options", place))
        for place in range(len(document.listing(*here, "options", needed=chosen)))
    ]
    _count(document, here, kind, len(options))
    names = [option["id"] for option in options]
    if len(set(names)) < len(names):
        document.problem((*here, "options"), _("two options have the same name."))
    other = document.flag(*here, "other", default=False)
    if other and kind != SEVERAL:
        document.problem((*here, "other"), _("only a question with several answers has a field for others."))
    return {
        "id": _name(document, (*here, "id")),
        "kind": kind,
        "text": document.text(*here, "text", longest=LONGEST),
        "short": document.text(*here, "short", longest=20),
        "help": document.text(*here, "help", longest=LONGEST, needed=False),
        "options": options,
        "other": other,
    }


def _count(document: Document, here: tuple[str | int, ...], kind: str, count: int) -> None:
    wrong = {ONE: count < 2, SEVERAL: count < 2, SCALE: count != STEPS, TEXT: count > 0}
    if wrong.get(kind):
        reason = _("two options at least; five for a scale, none for a text.")
        document.problem((*here, "options"), reason)


def _option(document: Document, here: tuple[str | int, ...]) -> dict[str, str]:
    document.only(*here, known=["id", "text", "then"])
    return {
        "id": _name(document, (*here, "id")),
        "text": document.text(*here, "text", longest=LONGEST),
        "then": document.text(*here, "then", needed=False),
    }


def _name(document: Document, path: tuple[str | int, ...]) -> str:
    name = document.text(*path, longest=20)
    if name and (name == OTHER or not NAME.fullmatch(name)):
        document.problem(path, _("use small letters and digits, and another word than “other”."))
    return name


def for_file(survey: Survey) -> Survey:
    """The same without what is empty, as a person would write it."""
    return survey | {
        "parts": [
            {
                "title": part["title"],
                "questions": [
                    _filled(question | {"options": [_filled(option) for option in question["options"]]})
                    for question in part["questions"]
                ],
            }
            for part in survey["parts"]
        ]
    }


def _filled(data: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if value}
