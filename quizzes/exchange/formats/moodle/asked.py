"""One question of the file on its way: its texts, its pictures and remarks are gathered while its kind is read."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from lxml import etree

from quizzes.exchange.formats.moodle.elements import child_text, material, number
from quizzes.exchange.material import Material
from quizzes.exchange.material.nodes import line_of, words_of
from quizzes.exchange.question import Position, Question

COMBINED = ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback")
USUAL = {
    "Your answer is correct.", "Your answer is partially correct.", "Your answer is incorrect.",
    "That's right!", "Parts, but only parts, of your response are correct.",
    "回答正确", "回答正确。", "部分正确", "部分正确。", "回答错误", "回答错误。",
}  # fmt: skip
"""What Moodle puts there by itself."""


class Asked:
    """Built by `reading`; the readers of the kinds take texts from it and hand the parts to `question`."""

    def __init__(self, node: etree._Element) -> None:
        self.node = node
        self.pictures: dict[str, bytes] = {}
        self.notes: dict[str, None] = {}

    def text(self, node: etree._Element | None) -> Material:
        return self.keep(material(node))

    def keep(self, found: Material) -> Material:
        self.pictures.update(found.pictures)
        self.notes.update(dict.fromkeys(found.notes))
        return found

    def words(self, node: etree._Element | None) -> str:
        """An explanation, which is plain text here; its pictures are noted as left out."""
        found = material(node)
        if found.pictures:
            self.note(_("A picture in an explanation is not kept."))
        self.notes.update(dict.fromkeys(found.notes))
        return found.text

    def keep_wrong(self, told: str) -> None:
        """What is said to any answer that is not named."""
        if told:
            self.note(_("Its explanation of all other answers is not kept: “%(text)s”.") % {"text": told[:60]})

    def note(self, text: str) -> None:
        self.notes[text] = None

    @property
    def stem(self) -> dict[str, Any]:
        return self.text(self.node.find("questiontext")).under("stem")

    def options(self, nodes: list[etree._Element]) -> list[dict[str, Any]]:
        """Each {"id", "text", "html"?}; an option that is a picture alone is called after its place."""
        found = []
        for place, node in enumerate(nodes):
            text = self.text(node)
            found.append({"id": letter(place)} | text.under("text") | ({} if text.text else unnamed(place, text)))
        return found

    def feedback(self, nodes: dict[str, etree._Element]) -> dict[str, Any]:
        """The general explanation, and that of each option by its id."""
        options = {id: self.words(node.find("feedback")) for id, node in nodes.items()}
        return {
            "general": self.words(self.node.find("generalfeedback")),
            "options": {id: text for id, text in options.items() if text},
        }

    def full(self, shares: dict[str, Decimal]) -> dict[str, Decimal]:
        """The shares with the best one as 1: a question whose best answer earns 75 % is one that counts less."""
        best = max(shares.values(), default=Decimal(0))
        if not 0 < best < 1:
            return shares
        self.note(_("Its best answer earned %(share)s %%; here it earns everything.") % {"share": f"{best * 100:g}"})
        return {id: max(share / best, Decimal(-1)) for id, share in shares.items()}

    def question(self, number: int, category: str, kind: str, body: Any, key: Any, feedback: Any) -> Question:
        self._note_what_is_left()
        return Question(
            number=number,
            position=position(self.node),
            kind=kind,
            body=body,
            key=key,
            feedback=feedback,
            title=title(self.node),
            slug=child_text(self.node, "idnumber"),
            category=category,
            tags=tuple(words_of(tag).strip() for tag in self.node.iterfind("tags/tag")),
            pictures=self.pictures,
            notes=tuple(self.notes),
        )

    def _note_what_is_left(self) -> None:
        node = self.node
        if any(words_of(hint).strip() for hint in node.iterchildren("hint")):
            self.note(_("Its hints are not kept: there is one answer to an attempt here."))
        if any((told := material(node.find(name)).text) and told not in USUAL for name in COMBINED):
            self.note(_("Its explanations “if right, partly right, wrong” are not kept."))
        if (grade := number(child_text(node, "defaultgrade", "1"))) != Decimal(1):
            self.note(_("It counted %(grade)s points; here every question counts the same.") % {"grade": f"{grade:g}"})
        numbering = child_text(node, "answernumbering", "abc")
        if numbering not in {"abc", "none", "ABCD"}:
            self.note(_("Its options were numbered “%(style)s”; here they get letters.") % {"style": numbering[:10]})
        if child_text(node, "shuffleanswers").lower() in {"0", "false"} and len(node.findall("answer")) > 2:
            self.note(_("Its options stood in a fixed order; the quiz decides here whether they are mixed."))


def position(node: etree._Element) -> Position:
    return Position(line=line_of(node), element=title(node))


def title(node: etree._Element) -> str:
    return " ".join(child_text(node, "name").split())[:100]


def letter(place: int) -> str:
    """a … z, then a1 …"""
    return chr(97 + place % 26) + (str(place // 26) if place >= 26 else "")


def unnamed(place: int, text: Material) -> dict[str, str]:
    if not text.pictures:
        return {}
    return {"text": _("Picture %(letter)s") % {"letter": letter(place).upper()}}
