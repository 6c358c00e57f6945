"""The document before it becomes HTML: pictures get a name, whatever a lesson cannot show is taken out, and a word in
brackets stands in its place, so that nobody overlooks the gap."""

import re
from typing import Any

from django.utils.translation import gettext as _
from docx.document import Document
from docx.oxml.ns import qn
from lxml import etree

from courses.word.drafted import Lost, Picture, place_of
from lms.web.errors import BadInput
from lms.web.pictures import check
from quizzes.exchange.reading import Unreadable

MOST_PICTURES = 60
MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
COMPATIBLE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
SHAPES = "{http://schemas.microsoft.com/office/word/2010/wordprocessingShape}"
VML = "{urn:schemas-microsoft-com:vml}"
OFFICE = "{urn:schemas-microsoft-com:office:office}"
CHANGES = (qn("w:ins"), qn("w:del"), qn("w:moveFrom"), qn("w:moveTo"))
MADE_UP = re.compile(
    r"^(图片|图像|picture|image|img|图)?[\s_()（）\d-]*(\.\w{3,4})?$|^[\w\s()（）-]{1,60}\.(png|jpe?g|gif|bmp|webp|tiff?|emf|wmf)$",
    re.IGNORECASE,
)
BY_MACHINE = re.compile(
    r"\s*(描述已自动生成|已自动生成说明|Description automatically generated).*$", re.DOTALL | re.IGNORECASE
)


class Marker:
    """Goes through one document once; `pictures` by the name they have in its HTML, `lost` in order."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.pictures: dict[str, Picture] = {}
        self.lost: list[Lost] = []
        self._heading = ""
        self._told: set[str] = set()
        self._names = {
            style.get(qn("w:styleId")): str(style.find(qn("w:name")).get(qn("w:val"))).lower()
            for style in document.styles.element.iterfind(qn("w:style"))
            if style.find(qn("w:name")) is not None
        }

    def run(self) -> None:
        self._whole_file()
        for element in list(self.document.element.body.iter()):
            if not isinstance(element.tag, str) or not self._is_shown(element):
                continue
            if element.tag == qn("w:p"):
                self._note_heading(element)
            elif element.tag in CHANGES:
                self._once(element, _("Tracked changes: the text is taken over as if all of them were accepted."))
            elif element.tag == qn("w:commentReference"):
                self._once(element, _("Comments are not taken over."))
            elif element.tag in {qn("w:footnoteReference"), qn("w:endnoteReference")}:
                self._once(element, _("Notes at the foot of a page stand at the end of the lesson."))
            elif element.tag in {f"{MATH}oMath", f"{MATH}oMathPara"}:
                if element.getparent().tag != f"{MATH}oMathPara":
                    self._out(element, _("formula"), _("A formula is not taken over; put it in as a picture."))
            elif element.tag == f"{COMPATIBLE}AlternateContent":
                self._alternative(element)
            elif element.tag == qn("w:drawing"):
                self._drawing(element)
            elif element.tag == qn("w:object"):
                self._out(element, _("embedded file"), _("An embedded file or object is not taken over."))
            elif element.tag == qn("w:pict"):
                self._old_drawing(element)

    def _whole_file(self) -> None:
        everywhere = _("Whole document")
        if any(
            self._has_words(part) for section in self.document.sections for part in (section.header, section.footer)
        ):
            self.lost.append(Lost(everywhere, _("Headers and footers are not taken over.")))
        if any(name.startswith("toc ") for name in self._used_styles()):
            self.lost.append(Lost(everywhere, _("The table of contents is not taken over.")))

    @staticmethod
    def _has_words(part: Any) -> bool:
        return not part.is_linked_to_previous and any(
            re.search(r"[^\W\d]", paragraph.text) for paragraph in part.paragraphs
        )

    def _used_styles(self) -> set[str]:
        styles = self.document.element.body.iter(qn("w:pStyle"))
        return {self._names.get(style.get(qn("w:val")), "") for style in styles}

    def _note_heading(self, paragraph: Any) -> None:
        style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        if style is not None and self._names.get(style.get(qn("w:val")), "").startswith("heading"):
            self._heading = _words(paragraph) or self._heading

    def _alternative(self, element: Any) -> None:
        """Newer drawings, with an older form of them that is read in their place."""
        choice, fallback = element.find(f"{COMPATIBLE}Choice"), element.find(f"{COMPATIBLE}Fallback")
        tags = {node.tag for node in choice.iter()} if choice is not None else set()
        old = {node.tag for node in fallback.iter()} if fallback is not None else set()
        if qn("w:txbxContent") in old:
            return  # told with the older form
        if qn("w:txbxContent") in tags:
            self._out(element, _("text box"), _("A text box is not taken over; copy its text into the document."))
        elif f"{VML}imagedata" in old or qn("w:object") in old:
            return
        elif any("chart" in str(tag) or "diagram" in str(tag) for tag in tags):
            self._out(element, _("chart"), _("A chart or SmartArt graphic is not taken over; put it in as a picture."))
        else:
            self._out(element, "", _("A drawn shape (line, arrow, frame) is not taken over."))

    def _drawing(self, element: Any) -> None:
        blip = next(element.iter(qn("a:blip")), None)
        data = next(element.iter(qn("a:graphicData")), None)
        kind = str(data.get("uri") or "") if data is not None else ""
        properties = next(element.iter(qn("wp:docPr")), None)
        if kind.endswith("/picture") and blip is not None and properties is not None:
            said = properties.get("descr") or properties.get("title") or ""
            name = self._picture(element, blip.get(qn("r:embed")), said)
            if name:
                properties.set("descr", name)
        elif kind.endswith(("/chart", "/chartex", "/diagram")):
            self._out(element, _("chart"), _("A chart or SmartArt graphic is not taken over; put it in as a picture."))
        else:
            self._out(element, "", _("A drawn shape (line, arrow, frame) is not taken over."))

    def _old_drawing(self, element: Any) -> None:
        images = list(element.iter(f"{VML}imagedata"))
        for image in images:
            if image.getparent() is None:
                continue
            shape = image.getparent()
            name = self._picture(shape, image.get(qn("r:id")), shape.get("alt") or image.get(f"{OFFICE}title") or "")
            if name:
                image.set(f"{OFFICE}title", name)
        if next(element.iter(qn("w:txbxContent")), None) is not None:
            place = self._place(element)
            self.lost.append(Lost(place, _("The words of a text box stand as a paragraph behind this one.")))
        elif not images and not any(node.get(f"{OFFICE}hr") for node in element.iter()):
            self._out(element, "", _("A drawn shape (line, arrow, frame) is not taken over."))

    def _picture(self, element: Any, relation: str | None, said: str) -> str:
        """The name of a picture that can be shown; "" for another one, which is taken out."""
        word = _("picture")
        part = self.document.part.related_parts.get(relation) if relation else None
        if part is None:
            self._out(
                element, word, _("This picture is not in the file, only a link to it; insert the picture itself.")
            )
            return ""
        member = str(part.partname).lstrip("/")
        if member.lower().endswith((".emf", ".wmf", ".svg", ".tif", ".tiff", ".bmp", ".wdp")):
            kind = {"kind": member.rpartition(".")[2].upper()}
            reason = _("A %(kind)s picture is not taken over; copy it, paste it as a picture (PNG), and try again.")
            self._out(element, word, reason % kind)
            return ""
        try:
            check(part.blob)
        except BadInput as wrong:
            self._out(element, word, str(wrong))
            return ""
        number = len(self.pictures) + 1
        if number > MOST_PICTURES:
            raise Unreadable(
                _("The document has more than %(limit)d pictures; make several lessons of it.")
                % {"limit": MOST_PICTURES}
            )
        name = f"picture:{number}"
        self.pictures[name] = Picture(number, member, described(said))
        return name

    def _out(self, element: Any, word: str, reason: str) -> None:
        self.lost.append(Lost(self._place(element), reason))
        mark = etree.Element(qn("w:r"))
        if word:
            text = etree.SubElement(mark, qn("w:t"))
            text.text = _("[%(what)s missing here]") % {"what": word}
        tail = element.tail
        run = next((one for one in element.iterancestors(qn("w:r"))), None)
        (run if run is not None else element).addnext(mark)
        element.tail = tail
        element.getparent().remove(element)

    def _once(self, element: Any, reason: str) -> None:
        if reason not in self._told:
            self._told.add(reason)
            self.lost.append(Lost(self._place(element), reason))

    def _place(self, element: Any) -> str:
        at = next((one for one in element.iterancestors(qn("w:p"))), None)
        text = ""
        while at is not None and not text:
            text, at = _words(at), at.getprevious()
        return place_of("" if text == self._heading else self._heading, text) or _("Beginning of the document")

    @staticmethod
    def _is_shown(element: Any) -> bool:
        """Neither taken out before, nor the newer form of a drawing that has an older one."""
        above = [one.tag for one in element.iterancestors()]
        return qn("w:body") in above and f"{COMPATIBLE}Choice" not in above


def described(said: str) -> str:
    """What somebody wrote about a picture; "" for what a program made up: names of files, numbers, guesses."""
    if BY_MACHINE.search(said):
        return ""
    words = " ".join(said.split())
    return "" if MADE_UP.match(words) else words[:300]


def _words(element: Any) -> str:
    return " ".join("".join(node.text or "" for node in element.iter(qn("w:t"))).split())
