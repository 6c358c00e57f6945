"""The numbers that Word puts before the paragraphs of a list stand nowhere in the text. Here they are written down, for
"1." and "A." part questions and options."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

CHINESE = "一二三四五六七八九十"
MOST_LEVELS = 9


@dataclass(frozen=True)
class Entry:
    """A paragraph of a list: which list, how deep, the how-manieth, and what Word shows before it, "" for a bullet."""

    element: Any
    list: str
    level: int
    count: int = 0
    label: str = ""

    @property
    def is_plain(self) -> bool:
        """Whether it is numbered 1, 2, 3 as any list is."""
        return bool(re.fullmatch(rf"[(（]?{self.count}[.、)）．]?", self.label.strip()))


class Numbers:
    """Counts as Word does: each list on its own, a level begins anew below every entry of the level above, and where
    the list is told to."""

    def __init__(self, document: Document) -> None:
        self._counts: dict[tuple[str, int], int] = {}
        self._abstract: dict[str, Any] = {}
        self._of: dict[str, str] = {}
        self._anew: dict[tuple[str, int], int] = {}
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
                name = str(num.get(qn("w:numId")))
                self._of[name] = str(target.get(qn("w:val")))
                for override in num.iterfind(qn("w:lvlOverride")):
                    if (start := _value(override, "w:startOverride", "")).isdigit():
                        self._anew[name, int(override.get(qn("w:ilvl")) or 0)] = int(start)

    def entry(self, paragraph: Paragraph) -> Entry | None:
        """Ask for every paragraph in the document's order. None outside of lists."""
        properties = self._properties(paragraph)
        if properties is None:
            return None
        num, level = _value(properties, "w:numId", "0"), int(_value(properties, "w:ilvl", "0") or 0)
        abstract = self._abstract.get(self._of.get(num, ""))
        if abstract is None or not 0 <= level < MOST_LEVELS:
            return None
        list, element = self._of[num], paragraph._p
        levels = {int(row.get(qn("w:ilvl")) or 0): row for row in abstract.iterfind(qn("w:lvl"))}
        if level not in levels or _value(levels[level], "w:numFmt", "decimal") in {"bullet", "none"}:
            return Entry(element, list, level)
        if (num, level) in self._anew:
            self._counts[list, level] = self._anew.pop((num, level)) - 1
        self._count(list, level, levels)
        text = _value(levels[level], "w:lvlText", f"%{level + 1}.")
        label = re.sub(r"%(\d)", lambda place: self._shown(list, int(place[1]) - 1, levels), text)
        return Entry(element, list, level, self._counts[list, level], label)

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


def entries(document: Document) -> Iterator[Entry]:
    """Every paragraph of a list, in order."""
    numbers = Numbers(document)
    for element in document.element.body.iter(qn("w:p")):
        if (entry := numbers.entry(Paragraph(element, document._body))) is not None:
            yield entry


def write_down(document: Document, which: Callable[[Entry], bool] = lambda entry: True) -> None:
    """Each number becomes text at the beginning of its paragraph, which is no part of a list any more."""
    for entry in list(entries(document)):
        if entry.label and which(entry):
            _write(entry, Paragraph(entry.element, document._body))


def _write(entry: Entry, paragraph: Paragraph) -> None:
    properties = entry.element.get_or_add_pPr()
    for listed in properties.findall(qn("w:numPr")):
        properties.remove(listed)
    properties.append(_no_list())
    run = paragraph.add_run(f"{entry.label} ")
    first = next((child for child in entry.element if child.tag != qn("w:pPr")), None)
    if first is not None and first is not run._r:
        first.addprevious(run._r)


def _no_list() -> Any:
    """Says that the paragraph is in no list, whatever its style says."""
    none = OxmlElement("w:numPr")
    for name in ("w:ilvl", "w:numId"):
        child = OxmlElement(name)
        child.set(qn("w:val"), "0")
        none.append(child)
    return none
