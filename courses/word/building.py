"""HTML of a document to the blocks of a lesson."""

import re
from html import escape
from typing import Any

from django.utils.translation import gettext as _
from lxml import etree
from lxml import html as lxml_html

from courses.files.lessons import table_value
from courses.files.plan import Block
from courses.files.rich_text import tidy
from courses.word import inline, tables
from courses.word.drafted import Lost, Picture, place_of
from courses.word.inline import Words
from courses.word.marked import USUAL, heads_steps, mark_of
from quizzes.exchange.documents import slices

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
CAPTION = "caption"
LONGEST_CAPTION, LONGEST_TITLE = 200, 60


class Builder:
    """Takes one element after the other; `blocks` and `lost` are what became of them."""

    def __init__(self, pictures: dict[str, Picture], levels: list[str]) -> None:
        self.pictures = pictures
        self.blocks: list[Block] = []
        self.lost: list[Lost] = []
        self._levels = levels
        self._html: list[str] = []
        self._heading = ""
        self._caption = ""

    def build(self, elements: list[etree._Element]) -> None:
        place = 0
        while place < len(elements):
            place += self._take(elements[place], elements[place + 1 :])
        self._flush()

    def _take(self, element: etree._Element, following: list[etree._Element]) -> int:
        """How many elements were used."""
        text = slices.text_of(element).strip()
        follower = following[0] if following else None
        if element.tag in {*HEADINGS, "p"} and (title := heads_steps(text)) and self._are_steps(follower):
            assert follower is not None
            self._steps(title[:LONGEST_TITLE], follower)
            return 2
        if element.tag in HEADINGS:
            self._head(element, text)
        elif element.tag == "p" and self._is_caption(element, text, follower):
            self._captioned(text, follower)
        elif element.tag == "table":
            self._table(element)
        elif element.tag in {"ul", "ol"}:
            self._list(element)
        elif element.tag == "p" and (mark := mark_of(text)) and mark.kind not in {"steps"}:
            return self._box(mark.kind, mark.word, element, slices.text_of(element).find(text) + mark.end, follower)
        else:
            self._paragraph(element, "blockquote" if element.tag == "blockquote" else "p")
        return 1

    def _put(self, kind: str, value: Any) -> None:
        self._flush()
        self.blocks.append({"type": kind, "value": value})

    def _flush(self) -> None:
        html = tidy("".join(self._html))
        self._html = []
        if html:
            self.blocks.append({"type": "text", "value": html})

    def _lose(self, text: str, reason: str) -> None:
        self.lost.append(Lost(place_of(self._heading, text) or _("Beginning of the document"), reason))

    def _note(self, words: Words, text: str) -> None:
        reasons = {
            "link": _("A link that does not lead to a web page is not kept."),
            "struck": _("Struck-out words stand there as ordinary ones; delete them where they are not meant."),
            "raised": _("Raised or lowered letters stand on the line."),
        }
        for name in sorted(words.lost):
            self._lose(text, reasons[name])

    def _head(self, element: etree._Element, text: str) -> None:
        for name in [str(image.get("alt")) for image in element.iter("img")]:
            self._picture(name)
        if text:
            self._heading = text
            level = "h2" if element.tag == self._levels[0] else "h3"
            self._html.append(f"<{level}>{escape(' '.join(text.split()), quote=False)}</{level}>")

    def _paragraph(self, element: etree._Element, tag: str) -> None:
        for words in inline.read(element):
            self._note(words, slices.text_of(element))
            if _says(words.html):
                self._html.append(f"<{tag}>{words.html}</{tag}>")
            for name in words.pictures:
                self._picture(name)

    def _picture(self, name: str) -> None:
        if (picture := self.pictures.get(name)) is not None:
            value = {"image": picture.number, "alt": picture.alt, "caption": ""}
            self._put("image", value)

    def _after_picture(self) -> bool:
        return not self._html and bool(self.blocks) and self.blocks[-1]["type"] == "image"

    def _is_caption(self, element: etree._Element, text: str, follower: etree._Element | None) -> bool:
        """By its style, or “图1 …” right below a picture, or “表1 …” right above a table."""
        if element.get("class") == CAPTION:
            return True
        if len(text) > 60 or not text[1:].lstrip()[:1].isdigit():
            return False
        above_table = follower is not None and follower.tag == "table"
        return (text[0] == "图" and self._after_picture()) or (text[0] == "表" and above_table)

    def _captioned(self, text: str, follower: etree._Element | None) -> None:
        """Below a picture, or above a table; else an ordinary paragraph."""
        if self._after_picture() and not self.blocks[-1]["value"]["caption"]:
            self.blocks[-1]["value"]["caption"] = text[:LONGEST_CAPTION]
        elif follower is not None and follower.tag == "table":
            self._caption = text[:LONGEST_CAPTION]
        elif text:
            self._html.append(f"<p>{escape(text, quote=False)}</p>")

    def _list(self, element: etree._Element) -> None:
        if any(True for _one in element.iter("img")):
            self._list_with_pictures(element)
        elif any(str(item.get("id") or "").startswith(("footnote-", "endnote-")) for item in element):
            self._notes_of_pages(element)
        else:
            self._html.append(self._listed(element))

    def _listed(self, element: etree._Element) -> str:
        items = []
        for item in element:
            inner = [child for child in item if child.tag in {"ul", "ol"}]
            for child in inner:
                item.remove(child)
            words = "".join(part.html for part in self._words(item))
            items.append(f"<li>{words}{''.join(self._listed(child) for child in inner)}</li>")
        return f"<{element.tag}>{''.join(items)}</{element.tag}>"

    def _words(self, item: etree._Element) -> list[Words]:
        found = inline.read(item)
        for words in found:
            self._note(words, slices.text_of(item))
        return found

    def _list_with_pictures(self, element: etree._Element) -> None:
        """Each picture stands behind its item; numbers are written down, for no list counts on behind a picture."""
        for number, item in enumerate(element, start=1):
            inner = [child for child in item if child.tag in {"ul", "ol"}]
            for child in inner:
                item.remove(child)
            label = f"{number}. " if element.tag == "ol" else "· "
            for words in self._words(item):
                if _says(words.html):
                    self._html.append(f"<p>{label}{words.html}</p>")
                    label = ""
                for name in words.pictures:
                    self._picture(name)
            for child in inner:
                self._list(child)

    def _notes_of_pages(self, element: etree._Element) -> None:
        for number, item in enumerate(element, start=1):
            text = slices.text_of(item).replace("↑", "").strip()
            self._html.append(f"<p>[{number}] {escape(text, quote=False)}</p>")

    def _are_steps(self, element: etree._Element | None) -> bool:
        if element is None or element.tag != "ol" or len(element) < 2:
            return False
        return not any(True for _one in element.iter("img", "ul", "table")) and not any(
            True for _one in element.iterdescendants("ol")
        )

    def _steps(self, title: str, element: etree._Element) -> None:
        steps = [tidy(f"<p>{''.join(words.html for words in self._words(item))}</p>") for item in element]
        self._put("steps", {"title": title, "steps": steps})

    def _box(self, kind: str, word: str, element: etree._Element, start: int, follower: etree._Element | None) -> int:
        """A marked paragraph; where the mark stands alone, the paragraph or list that follows."""
        if slices.text_of(element)[start:].strip():
            holder, used = _behind(element, start), 1
        elif follower is not None and follower.tag in {"p", "ul", "ol"} and not mark_of(slices.text_of(follower)):
            holder, used = follower, 2
        else:
            self._paragraph(element, "p")
            return 1
        pictures = [str(image.get("alt")) for image in holder.iter("img")]
        if holder.tag == "p":
            html = f"<p>{''.join(words.html for words in self._words(holder))}</p>"
        else:
            html = self._listed(holder)
        self._marked(kind, word, html)
        for name in pictures:
            self._picture(name)
        return used

    def _marked(self, kind: str, word: str, html: str) -> None:
        if kind == "try":
            self._put("try", {"title": word, "text": tidy(html)})
        else:
            self._put("callout", {"kind": kind, "title": "" if word in USUAL else word, "text": tidy(html)})

    def _framed(self, cell: etree._Element) -> None:
        """A frame around text: a box where its first words are a mark, else its paragraphs."""
        inside = [child for child in cell if isinstance(child.tag, str)]
        text = slices.text_of(inside[0]).strip() if inside else ""
        mark = mark_of(text)
        if mark is None or mark.kind == "steps" or any(child.tag not in {"p", "ul", "ol"} for child in inside):
            self._lose(text, _("A frame around text is not kept; its paragraphs are."))
            place = 0
            while place < len(inside):
                place += self._take(inside[place], inside[place + 1 :])
            return
        start = slices.text_of(inside[0]).find(text) + mark.end
        html = ""
        pictures: list[str] = []
        for child in [_behind(inside[0], start), *inside[1:]]:
            pictures += [str(image.get("alt")) for image in child.iter("img")]
            if child.tag == "p":
                words = "".join(part.html for part in self._words(child))
                html += f"<p>{words}</p>" if _says(words) else ""
            else:
                html += self._listed(child)
        self._marked(mark.kind, mark.word, html)
        for name in pictures:
            self._picture(name)

    def _table(self, element: etree._Element) -> None:
        caption, self._caption = self._caption, ""
        if tables.is_box(element):
            self._framed(tables.own_cells(element)[0])
            return
        grid = tables.read(element)
        first = next((cell for row in grid.rows for cell in row if cell), "")
        if not first and not grid.pictures:
            return
        cells = sum(map(len, grid.rows))
        if cells > tables.MOST_CELLS:
            self._lose(first, _("A table of %(cells)d cells is too large; attach it as a document.") % {"cells": cells})
            return
        for found, reason in (
            (grid.merged, _("Merged cells of a table are taken apart; each says what the merged one said.")),
            (grid.nested, _("A table inside a table became lines of its cell.")),
            (grid.linked, _("Links inside a table are not kept.")),
            (bool(grid.pictures), _("Pictures inside a table stand behind it.")),
        ):
            if found:
                self._lose(first, reason)
        rows = grid.rows if len(grid.rows) > 1 else [[""] * len(grid.rows[0]), *grid.rows]
        if first:
            self._put("table", table_value(rows, caption=caption or grid.title, row_headers=grid.row_headers))
        for name in grid.pictures:
            self._picture(name)


def _behind(element: etree._Element, start: int) -> etree._Element:
    """The rest of a paragraph from a place of its text on."""
    rest = slices.cut(element, start, len(slices.text_of(element)))
    return lxml_html.fragment_fromstring(rest, create_parent="p")


def _says(html: str) -> bool:
    """Whether there is a word in it."""
    return bool(re.sub(r"<[^>]*>", "", html).strip())
