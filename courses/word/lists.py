"""Numbers of Word's lists. A lesson's own lists count 1, 2, 3 from the top: any other numbering is written down."""

from typing import Any

from docx.document import Document
from docx.oxml.ns import qn

from quizzes.exchange.documents.numbering import Entry, entries, write_down


def keep_numbers(document: Document) -> None:
    """Numbers that a list would show otherwise (continued behind a picture, 一、二、三, of headings) become text."""
    found = list(entries(document))
    headings = _heading_styles(document)
    known = {entry.element: entry for entry in found}
    lost = {entry.list for entry in found if entry.label and not _is_shown(entry, known)}
    titles = {entry.element for entry in found if _style(entry.element) in headings}
    write_down(document, lambda entry: entry.list in lost or entry.element in titles)


def _is_shown(entry: Entry, known: dict[Any, Entry]) -> bool:
    """Whether a list of the lesson shows this very number: a plain one, the first of its list or behind the last."""
    if not entry.is_plain:
        return False
    before = known.get(entry.element.getprevious())
    while before is not None and before.level > entry.level:
        before = known.get(before.element.getprevious())
    if before is None or before.level < entry.level or not before.label:
        return entry.count == 1
    return before.list == entry.list and before.count + 1 == entry.count


def _heading_styles(document: Document) -> set[str]:
    return {
        str(style.get(qn("w:styleId")))
        for style in document.styles.element.iterfind(qn("w:style"))
        if (name := style.find(qn("w:name"))) is not None
        and str(name.get(qn("w:val"))).lower().startswith(("heading", "title"))
    }


def _style(paragraph: Any) -> str:
    style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
    return str(style.get(qn("w:val"))) if style is not None else ""
