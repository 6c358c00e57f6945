"""The little HTML that lessons use, from Markdown and back.

`tidy` is the one form in which two texts are compared: the tags of Wagtail's editor, none of its block keys, and no
white space between blocks.
"""

import re
from html import escape
from html.parser import HTMLParser

import markdown

BLOCKS = frozenset({"p", "h2", "h3", "ul", "ol", "li", "blockquote", "hr"})
INLINE = frozenset({"b", "i", "a", "br"})
LINK_ATTRIBUTES = ("href", "linktype", "id")
SAME = {"strong": "b", "em": "i"}
VOID = frozenset({"br", "hr"})
LINE_START = re.compile(r"^([>+!:=|-]|\d(?=\d*[.)]))")
"""What at the start of a line would begin a list, a quotation, a picture or a directive."""


class NotAllowedTag(ValueError):
    """A tag that a lesson does not know; `tag` is its name."""

    def __init__(self, tag: str) -> None:
        super().__init__(tag)
        self.tag = tag


def to_html(text: str) -> str:
    """Markdown to tidy HTML. A line break stays one, since Chinese lines must not be joined by a space. NotAllowedTag
    for what a lesson cannot show."""
    return tidy(markdown.markdown(text, extensions=["nl2br", "sane_lists"]))


def tidy(html: str) -> str:
    """The same text in the one form."""
    tidier = _Tidier()
    tidier.feed(html)
    tidier.close()
    return re.sub(r"</blockquote><blockquote>", "<br/>", re.sub(r"</(ul|ol)><\1>", "", "".join(tidier.out)))


class _Tidier(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.out: list[str] = []
        self.open: list[str] = []
        self.dropped: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        tag = SAME.get(tag, tag)
        if tag not in BLOCKS | INLINE:
            raise NotAllowedTag(tag)
        if tag == "p" and self.open and self.open[-1] in {"li", "blockquote"}:
            self._separate()
            return
        if tag in BLOCKS or tag == "br":
            self._strip_end()
        kept = "".join(f' {name}="{escape(value or "")}"' for name, value in attrs if name in LINK_ATTRIBUTES)
        self.out.append(f"<{tag}{kept if tag == 'a' else ''}{'/' if tag in VOID else ''}>")
        if tag not in VOID:
            self.open.append(tag)

    def _separate(self) -> None:
        """A second paragraph inside a list item or a quotation becomes a line of it."""
        self._strip_end()
        if self.out and not self.out[-1].startswith(f"<{self.open[-1]}"):
            self.out.append("<br/>")

    def handle_endtag(self, tag: str) -> None:
        tag = SAME.get(tag, tag)
        if tag in VOID or not self.open or (tag == "p" and self.open[-1] != "p"):
            return
        if tag in BLOCKS:
            self._strip_end()
        while self.open:
            closing = self.open.pop()
            self.out.append(f"</{closing}>")
            if closing == tag:
                break

    def handle_data(self, data: str) -> None:
        data = re.sub(r"\s*\n\s*", "", data)
        if self._at_line_start():
            data = data.lstrip()
        if data and self.open and self.open[-1] not in {"ul", "ol"}:
            self.out.append(escape(data, quote=False))

    def _at_line_start(self) -> bool:
        before = self.out[-1] if self.out else "<p>"
        return before == "<br/>" or (before.startswith("<") and before.strip("</>") in BLOCKS)

    def _strip_end(self) -> None:
        if self.out and not self.out[-1].startswith("<"):
            self.out[-1] = self.out[-1].rstrip()
            if not self.out[-1]:
                self.out.pop()


def to_markdown(html: str) -> str:
    """Markdown that `to_html` turns into the same tidy HTML."""
    writer = _MarkdownWriter()
    writer.feed(tidy(html))
    writer.close()
    return writer.text()


class _MarkdownWriter(HTMLParser):
    """Blocks are collected as lines; a list writes its items with the indentation of its depth."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[str] = []
        self.line = ""
        self.lists: list[list[str | int]] = []
        self.items: list[str] = []
        self.links: list[str] = []

    def text(self) -> str:
        return "\n\n".join(self.blocks)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"p", "h2", "h3", "blockquote"}:
            self.line = ""
        elif tag in {"ul", "ol"}:
            self._end_item()
            self.lists.append([tag, 0])
        elif tag == "li":
            self.lists[-1][1] = int(self.lists[-1][1]) + 1
            self.line = ""
        elif tag == "br":
            self.line += "\n"
        elif tag == "hr":
            self.blocks.append("---")
        elif tag in {"b", "i"}:
            self.line += "**" if tag == "b" else "*"
        elif tag == "a":
            self.links.append(dict(attrs).get("href") or "")
            self.line += "["

    def handle_endtag(self, tag: str) -> None:
        if tag in {"b", "i"}:
            self.line += "**" if tag == "b" else "*"
        elif tag == "a":
            self.line += f"]({self.links.pop()})"
        elif tag in {"p", "h2", "h3"}:
            self.blocks.append({"p": "", "h2": "## ", "h3": "### "}[tag] + self.line)
        elif tag == "blockquote":
            self.blocks.append("\n".join(f"> {line}".rstrip() for line in self.line.split("\n")))
        elif tag == "li":
            self._end_item()
        elif tag in {"ul", "ol"}:
            self.lists.pop()
            if not self.lists:
                self.blocks.append("\n".join(self.items))
                self.items = []

    def _end_item(self) -> None:
        """Write the item that is open, if any: before an inner list, or at its end."""
        if not self.lists or not self.line:
            return
        kind, number = self.lists[-1]
        indent = "    " * (len(self.lists) - 1)
        mark = "- " if kind == "ul" else f"{number}. "
        first, *rest = self.line.split("\n")
        self.items.append(indent + mark + first)
        self.items += [indent + "    " + line for line in rest]
        self.line = ""

    def handle_data(self, data: str) -> None:
        data = re.sub(r"&(?=#?\w+;)", "&amp;", data).replace("<", "&lt;")
        data = re.sub(r"([\\`*_\[\]#])", r"\\\1", data)
        if not self.line or self.line.endswith("\n"):
            data = LINE_START.sub(lambda found: f"&#{ord(found[0])};", data)
        self.line += data
