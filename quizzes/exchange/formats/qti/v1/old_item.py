"""One item of QTI 1.2: its metadata, its texts, its responses."""

from collections.abc import Iterator
from html import escape

from lxml import etree

from quizzes.exchange.formats.qti.item import Find, rule_unknown
from quizzes.exchange.formats.qti.rules.values import Unknown
from quizzes.exchange.formats.qti.tree import inner_html
from quizzes.exchange.formats.qti.v1.conditions import Conditions, Response
from quizzes.exchange.material import Material, Pictures, from_html

RESPONSES = ("response_lid", "response_str", "response_num", "response_xy", "response_grp")


class OldItem:
    def __init__(self, node: etree._Element, find: Find) -> None:
        self.node = node
        self.find = find
        self.pictures: dict[str, bytes] = {}
        self.notes: dict[str, None] = {}
        presentation = node.find("presentation")
        self.presentation = presentation if presentation is not None else etree.Element("presentation")
        self.responses = list(self.presentation.iter(*RESPONSES))
        self.type = self.field("question_type", "respondusapi_qtype", "cc_profile")

    def field(self, *labels: str) -> str:
        """One entry of the metadata, or ""."""
        for field in self.node.iter("qtimetadatafield", "qti_metadatafield"):
            if (field.findtext("fieldlabel") or "").strip() in labels:
                return (field.findtext("fieldentry") or "").strip()
        return ""

    def note(self, text: str) -> None:
        self.notes[text] = None

    def conditions(self, kinds: dict[str, str]) -> Conditions:
        try:
            return Conditions(self.node, {ident: Response(ident, kind) for ident, kind in kinds.items()})
        except Unknown as what:
            raise rule_unknown(what) from None

    def material(self, html: str) -> Material:
        found = from_html(html, Pictures(self._file))
        self.pictures.update(found.pictures)
        self.notes.update(dict.fromkeys(found.notes))
        return found

    def _file(self, reference: str) -> bytes | None:
        for start in ("%%LINKPATH%%", "$IMS-CC-FILEBASE$", "$IMS_CC_FILE_BASE$", "$IMS_CC_FILEBASE$"):
            reference = reference.replace(start, "")
        return self.find(reference.lstrip("/").split("?")[0])

    @property
    def stem_html(self) -> str:
        """What stands before and between the responses, and the prompt of a single one."""
        parts = [html_of(node) for node in self.presentation.iter("material") if self._is_asking(node)]
        return "".join(f"<div>{part}</div>" for part in parts) if len(parts) > 1 else "".join(parts)

    def _is_asking(self, node: etree._Element) -> bool:
        for holder in node.iterancestors():
            if holder.tag in {"response_label", "render_choice", "render_hotspot", "render_fib"}:
                return False
            if holder.tag in RESPONSES:
                return len(self.responses) == 1
        return True

    def feedback(self, ident: str) -> str:
        """The text of one <itemfeedback>."""
        for node in self.node.iterchildren("itemfeedback"):
            if node.get("ident") == ident:
                return self.material("".join(html_of(each) for each in node.iter("material"))).text
        return ""


def labels(response: etree._Element) -> list[etree._Element]:
    return list(response.iter("response_label"))


def html_of(material: etree._Element) -> str:
    return "".join(_parts(material))


def _parts(material: etree._Element) -> Iterator[str]:
    for node in material:
        if node.tag in {"mattext", "matemtext"}:
            text = inner_html(node) if len(node) else node.text or ""
            kind = node.get("texttype", "text/plain")
            plain = kind == "text/plain" and not len(node)
            yield escape(text, quote=False).replace("\n", "<br>") if plain else text
        elif node.tag == "matimage":
            yield f'<img src="{escape(node.get("uri", ""))}" alt="{escape(node.get("label", ""))}">'
        elif node.tag == "matbreak":
            yield "<br>"
        else:
            yield "<object></object>"


def prompt_of(response: etree._Element) -> str:
    """The text that stands inside a response, before what is offered."""
    return "".join(html_of(node) for node in response.iterchildren("material"))
