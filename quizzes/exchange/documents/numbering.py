"""The numbers that Word puts before the paragraphs of a list stand nowhere in the text. Here they are written down, for
"1." and "A." part questions and options."""

import re
from typing import Any

from docx.document import Document
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

CHINESE = "一二三四五六七八九十"
MOST_LEVELS = 9


class Numbers:
    """Counts as Word does: each list on its own, a level begins anew below every entry of the level above."""

    def __init__(self, document: Document) -> None:
        self._counts: dict[tuple[str, int], int] = {}
        self._abstract: dict[str, Any] = {}
        self._of: dict[str, str] = {}
        self._styles = {
            style.get(qn("w:styleId")): style.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
            for style in document.styles.element.iterfind(qn("w:style"))
        }
        try:
            root = document.part.numbering_part.element
        except (KeyError, NotImplementedError):
            return
        for abstract in root.iterfind(qn("w:abstractNum")):
            self._abstract[str(abstract.get(qn("w:abstractNumId")))] = abstract
        for num in root.iterfind(qn("w:num")):
            target = num.find(qn("w:abstractNumId"))
            if target is not None:
                self._of[str(num.get(qn("w:numId")))] = str(target.get(qn("w:val")))

    def label(self, paragraph: Paragraph) -> str:
        """What Word shows before the paragraph, "" for nothing or a bullet."""
        properties = self._properties(paragraph)
        if properties is None:
            return ""
        num, level = _value(properties, "w:numId", "0"), int(_value(properties, "w:ilvl", "0") or 0)
        abstract = self._abstract.get(self._of.get(num, ""))
        if abstract is None or not 0 <= level < MOST_LEVELS:
            return ""
        levels = {int(row.get(qn("w:ilvl")) or 0): row for row in abstract.iterfind(qn("w:lvl"))}
        if level not in levels or _value(levels[level], "w:numFmt", "decimal") in {"bullet", "none"}:
            return ""
        self._count(self._of[num], level, levels)
        text = _value(levels[level], "w:lvlText", f"%{level + 1}.")
        return re.sub(r"%(\d)", lambda place: self._shown(self._of[num], int(place[1]) - 1, levels), text)

    def _properties(self, paragraph: Paragraph) -> Any:
        own = paragraph._p.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        if own is not None:
            return own
        style = paragraph._p.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        return self._styles.get(style.get(qn("w:val"))) if style is not None else None

    def _count(self, list: str, level: int, levels: dict[int, Any]) -> None:
        first = int(_value(levels[level], "w:start", "1") or 1)
        self._counts[list, level] = self._counts.get((list, level), first - 1) + 1
        for deeper in range(level + 1, MOST_LEVELS):
            self._counts.pop((list, deeper), None)

    def _shown(self, list: str, level: int, levels: dict[int, Any]) -> str:
        count = self._counts.get((list, level), 1)
        format = _value(levels[level], "w:numFmt", "decimal") if level in levels else "decimal"
        if format in {"upperLetter", "lowerLetter"} and 1 <= count <= 26:
            return chr(64 + count)
        if "hinese" in format and 1 <= count <= 10:
            return CHINESE[count - 1]
        return str(count)


def _value(element: Any, name: str, default: str) -> str:
    found = element.find(qn(name))
    return str(found.get(qn("w:val"), default)) if found is not None else default


def write_down(document: Document) -> None:
    """Every number becomes text at the beginning of its paragraph, and the list is no list any more."""
    numbers = Numbers(document)
    for element in document.element.body.iter(qn("w:p")):
        paragraph = Paragraph(element, document._body)
        label = numbers.label(paragraph)
        if label:
            properties = element.find(qn("w:pPr"))
            listed = properties.find(qn("w:numPr")) if properties is not None else None
            if listed is not None:
                properties.remove(listed)
            run = paragraph.add_run(f"{label} ")
            first = next((child for child in element if child.tag != qn("w:pPr")), None)
            if first is not None and first is not run._r:
                first.addprevious(run._r)
