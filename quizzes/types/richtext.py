"""The little HTML that a question may carry: harmless, of one written form, with pictures of our own alone."""

import html as entities
import re
from html.parser import HTMLParser
from uuid import UUID

import nh3
from django.core.files.storage import default_storage
from django.utils.safestring import SafeString, mark_safe

TAGS = {
    "p", "br", "b", "i", "u", "s", "sub", "sup", "ul", "ol", "li", "pre", "code", "blockquote", "img",
    "table", "caption", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
CELL = {"colspan", "rowspan"}
ATTRIBUTES = {"img": {"src", "alt"}, "td": CELL, "th": CELL | {"scope"}}
SAME = {
    "strong": "b", "em": "i", "div": "p", "ins": "u", "del": "s", "strike": "s",
    "samp": "code", "kbd": "code", "tt": "code",
    **{f"h{level}": "p" for level in range(1, 7)},
}  # fmt: skip
"""Tags that say the same as one of ours."""
BLOCKS = {"p", "br", "ul", "ol", "li", "pre", "blockquote", "table", "caption", "tr", "div"}
_RENAME = re.compile(rf"<(/?)({'|'.join(sorted(SAME, key=len, reverse=True))})(?=[\s/>])", re.IGNORECASE)
_IMAGE = re.compile(r'<img((?:\s+[a-z]+="[^"]*")*)\s*/?>')
_NAMED = re.compile(r'src="picture:[\w.-]{1,100}"')
"""A picture that a file being read brings along is named by that file until it is kept and has a uuid."""
_PICTURE = re.compile(r'src="picture:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"')
_NUMBER = re.compile(r"[1-9][0-9]?")
_EMPTY = re.compile(r"<p>(?:\s|&nbsp;)*</p>")


def clean(html: str) -> str:
    """Paragraphs, line breaks, bold, italic, underlined, sub- and superscript, lists, tables, code, quotations and our
    own pictures (`<img src="picture:<uuid>" alt="…">`); of everything else the text stays and the rest goes, scripts
    and styles with what they hold. Cleaning twice gives the same as once."""
    named = _RENAME.sub(lambda tag: f"<{tag[1]}{SAME[tag[2].lower()]}", html)
    harmless = nh3.clean(
        named,
        tags=TAGS,
        clean_content_tags={"script", "style"},
        attributes=ATTRIBUTES,
        attribute_filter=_attribute,
        url_schemes={"picture"},
        link_rel=None,
    )
    return _EMPTY.sub("", _only(_NAMED, harmless)).strip()


def _only(source: re.Pattern[str], html: str) -> str:
    """Without the images whose source is another."""
    return _IMAGE.sub(lambda image: image[0] if source.search(image[1]) else "", html)


def _attribute(tag: str, name: str, value: str) -> str | None:
    if name == "src":
        return value if _NAMED.fullmatch(f'src="{value}"') else None
    if name in CELL:
        return value if _NUMBER.fullmatch(value) else None
    if name == "scope":
        return value if value in {"row", "col"} else None
    return value


def pictures_in(html: str) -> list[UUID]:
    """Which pictures of ours it shows, in order."""
    return [UUID(found) for found in _PICTURE.findall(html)]


def picture_name(uuid: UUID | str) -> str:
    """Where the file of a picture lies: told by its uuid alone, so that no page has to ask the database."""
    return f"items/{uuid}.webp"


def render(html: str) -> SafeString:
    """The HTML as a page may show it, cleaned once more, with the addresses of its pictures."""
    shown = _PICTURE.sub(
        lambda found: f'src="{entities.escape(default_storage.url(picture_name(found[1])))}"',
        _only(_PICTURE, clean(html)),
    )
    return mark_safe(shown)  # noqa: S308 -- nh3 has cleaned it


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in BLOCKS:
            self.parts.append("\n")
        if tag in {"td", "th"}:
            self.parts.append(" ")
        if tag == "img":
            self.parts.append(dict(attrs).get("alt") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


def to_text(html: str) -> str:
    """What it says, for lists, searches and differences: a line for each block, a picture's description in its
    place."""
    reader = _Text()
    reader.feed(clean(html))
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.parts).splitlines())
    return "\n".join(line for line in lines if line)
