"""A document's HTML to lines and tables of questions."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from lxml import etree

from quizzes.exchange.documents import slices
from quizzes.exchange.documents.word import LOST
from quizzes.exchange.material import Pictures, from_html
from quizzes.exchange.question import Position, Unfaithful
from quizzes.exchange.tables.columns import is_header
from quizzes.exchange.tables.rows import Table
from quizzes.exchange.typed.lines import Line, Part, Rich

TEXTS = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "li"}


@dataclass(frozen=True)
class Paragraph(Line):
    """A line that knows its HTML."""

    element: etree._Element | None = None

    def cut(self, start: int, end: int) -> str:
        if self.element is None or slices.is_plain(self.element):
            return ""
        return f"<p>{slices.cut(self.element, start, end).strip()}</p>"


class RichWords(Rich):
    """The parts of a question with their formatting, tables and pictures."""

    def part(self, part: Part) -> tuple[str, str, dict[str, bytes], tuple[str, ...]]:
        if LOST in part.text or any(LOST in html for html in part.htmls):
            raise Unfaithful(_("It holds a formula or drawing of Word, which is not read; put it in as a picture."))
        if not any(part.htmls):
            return part.text, "", {}, ()
        from_lines = [
            html or "".join(f"<p>{_escaped(line)}</p>" for line in text.split("\n"))
            for text, html in zip(part.texts, part.htmls, strict=True)
        ]
        found = from_html("".join(from_lines), Pictures(lambda name: None))
        return found.text, found.html, found.pictures, found.notes


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def lines_and_tables(root: etree._Element) -> Iterator[Line | Table]:
    """In the document's order. A table with a header of ours is a table of questions, any other one a line of HTML."""
    number = 0
    for block in _blocks(root):
        number += 1
        position = Position(element=_("paragraph %(number)d") % {"number": number})
        if block.tag == "table":
            rows = [[slices.text_of(cell).strip() for cell in row.iter("td", "th")] for row in block.iter("tr")]
            if any(is_header(cells) for cells in rows[:3]):
                rich = any(node.tag == "img" for node in block.iter()) or LOST in slices.text_of(block)
                faults = {(0, 0): ""} if not rich else _rich_cells(block)
                yield Table(str(position), rows, {place: why for place, why in faults.items() if why})
            else:
                yield Line("", position, etree.tostring(block, encoding="unicode", method="html", with_tail=False))
            continue
        text = slices.text_of(block)
        if not text.strip() and any(True for _picture in block.iter("img")):
            yield Line("", position, f"<p>{slices.inner(block)}</p>")
        elif text.strip():
            yield Paragraph(text, position, element=block)


def _rich_cells(table: etree._Element) -> dict[tuple[int, int], str]:
    """Cells of a table of questions hold text alone."""
    return {
        (place, column): _("holds a picture or a formula; type such questions one after another, without a table.")
        for place, row in enumerate(table.iter("tr"))
        for column, cell in enumerate(row.iter("td", "th"))
        if any(True for _picture in cell.iter("img")) or LOST in slices.text_of(cell)
    }


def _blocks(root: etree._Element) -> Iterator[etree._Element]:
    for child in root:
        if child.tag in {"ul", "ol"}:
            for item in child:
                nested = [part for part in item if part.tag in {"ul", "ol", "table"}]
                for part in nested:
                    item.remove(part)
                yield item
                for part in nested:
                    holder = etree.Element("div")
                    holder.append(part)
                    yield from _blocks(holder)
        elif child.tag in TEXTS or child.tag == "table":
            yield child
        else:
            yield from _blocks(child)
