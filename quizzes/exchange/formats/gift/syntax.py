"""GIFT as text: blocks between blank lines, each taken apart as Moodle does it. No meaning yet, no Django."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

ESCAPES = {":": ":", "#": "#", "=": "=", "{": "{", "}": "}", "~": "~", "\\": "\\", "n": "\n"}
ESCAPED = re.compile(r"\\([:#={}~\\n])")
PRIVATE = {letter: chr(0xE000 + place) for place, letter in enumerate(ESCAPES)}
"""Escaped control characters become characters that no text holds, until a piece is cut out."""
WEIGHT = re.compile(r"%\s*(-?\d{1,3}(?:\.\d*)?)\s*%")
FORMATS = ("html", "markdown", "plain", "moodle")
CATEGORY = re.compile(r"\$CATEGORY:(.*)")
ID = re.compile(r"\[id:((?:\\]|[^\]\x00-\x1f])+)]")
TAG = re.compile(r"\[tag:((?:\\]|[^\]<>`\x00-\x1f])+)]")
BLANK = "_____"


class Broken(Exception):
    """A block that Moodle would not read either; the code says why."""


@dataclass(frozen=True)
class Piece:
    """A text and its format: "html", "markdown", "plain", "moodle" (the default), or that of the question."""

    text: str
    format: str = "moodle"


EMPTY = Piece("")


@dataclass(frozen=True)
class Answer:
    """One answer; `weight` in percent, None where none is written; `sign` is "=" or "~". `match` is the right half."""

    sign: str
    piece: Piece
    weight: float | None = None
    feedback: Piece = EMPTY
    match: str = ""


@dataclass(frozen=True)
class Block:
    """One question. `type` is "description", "essay", "truefalse", "multichoice", "matching", "shortanswer",
    "numerical" or "ordering"."""

    line: int
    type: str
    stem: Piece
    title: str = ""
    id: str = ""
    tags: tuple[str, ...] = ()
    category: str = ""
    answers: tuple[Answer, ...] = ()
    general: Piece = EMPTY
    truth: bool = False
    wrong: Piece = EMPTY
    right: Piece = EMPTY
    rules: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    blank: bool = False


@dataclass
class Lines:
    """Those of one block, without comments."""

    number: int
    text: str
    comments: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Failed:
    line: int
    title: str
    code: str


@dataclass(frozen=True)
class Comment:
    line: int
    text: str


@dataclass(frozen=True)
class Category:
    line: int
    name: str


def parse(text: str) -> Iterator[Block | Failed | Comment | Category]:
    """Everything in a file, in its order. `text` has "\\n" as its only line end."""
    category = ""
    for lines in _blocks(text):
        yield from (Comment(lines.number, comment) for comment in lines.comments)
        rest, number = lines.text, lines.number
        while found := CATEGORY.match(rest):
            category = unescape(_protect(found[1])).strip()
            yield Category(number, category)
            rest, number = rest[found.end() :].lstrip("\n "), number + 1
        if not rest.strip():
            continue
        try:
            yield _block(Lines(number, rest, lines.comments), category)
        except Broken as broken:
            yield Failed(number, _title(_protect(rest)) or rest[:40], str(broken))


def _blocks(text: str) -> Iterator[Lines]:
    kept: list[str] = []
    comments: list[str] = []
    began = 0
    for number, line in enumerate([*text.split("\n"), ""], start=1):
        if line.strip():
            if line.strip().startswith("//"):
                comments.append(line.strip()[2:].strip())
                kept.append(" ")
                continue
            began = began or number
            kept.append(line)
        elif kept:
            yield Lines(began or number, "\n".join(kept).strip(), comments)
            kept, comments, began = [], [], 0


def _protect(text: str) -> str:
    return ESCAPED.sub(lambda found: PRIVATE[found[1]], text)


def unescape(text: str) -> str:
    for letter, private in PRIVATE.items():
        text = text.replace(private, ESCAPES[letter])
    return text


def _title(text: str) -> str:
    if not text.startswith("::"):
        return ""
    title, colons, _rest = text[2:].partition("::")
    return unescape(title).strip() if colons else ""


def _block(lines: Lines, category: str) -> Block:
    if any(private in lines.text for private in PRIVATE.values()):
        raise Broken("private")
    text = _protect(lines.text)
    title = _title(text)
    if text.startswith("::") and "::" in text[2:]:
        text = text[2:].partition("::")[2].strip()
    remarks = "\n".join(lines.comments)
    about = {
        "line": lines.number,
        "title": title,
        "category": category,
        "id": _named(ID, remarks)[0] if ID.search(remarks) else "",
        "tags": tuple(_named(TAG, remarks)),
    }
    start, finish = text.find("{"), text.find("}")
    if start < 0 and finish < 0:
        return Block(type="description", stem=_piece(text), **about)  # type: ignore[arg-type]
    if start < 0 or finish < start:
        raise Broken("braces")
    if "{" in text[start + 1 :] or "}" in text[finish + 1 :]:
        raise Broken("several")
    inside, behind = text[start + 1 : finish].strip(), text[finish + 1 :]
    blank = bool(behind.strip())
    stem = _piece(text[:start] + (BLANK if blank else "") + behind)
    inside, general = _general(inside, stem.format)
    return Block(stem=stem, general=general, blank=blank, **about, **_answers(inside, stem.format))  # type: ignore[arg-type]


def _named(pattern: re.Pattern[str], remarks: str) -> list[str]:
    return [found.replace("\\]", "]").strip() for found in pattern.findall(remarks)]


def _piece(text: str, format: str = "moodle") -> Piece:
    text = text.strip()
    if text.startswith("[") and "]" in text:
        named, _bracket, rest = text[1:].partition("]")
        if named in FORMATS:
            format, text = named, rest
    return Piece(unescape(text).strip(), format)


def _general(inside: str, format: str) -> tuple[str, Piece]:
    answers, marks, general = inside.rpartition("####")
    return (answers.strip(), _piece(general, format)) if marks else (inside, EMPTY)


def _answers(inside: str, format: str) -> dict[str, object]:
    """The type of a question and its answers, decided in Moodle's order."""
    if not inside:
        return {"type": "essay"}
    if inside.startswith(">"):
        return _ordering(inside)
    if inside.startswith("#"):
        return {"type": "numerical", "answers": tuple(_numbers(inside[1:], format))}
    if "~" in inside:
        return {"type": "multichoice", "answers": tuple(_choices(inside, format))}
    if "=" in inside and "->" in inside:
        return {"type": "matching", "answers": tuple(_pairs(inside, format))}
    told = inside.split("#", 2)
    if told[0].strip() in {"T", "TRUE", "F", "FALSE"}:
        told = [*told, "", ""]
        return {
            "type": "truefalse",
            "truth": told[0].strip().startswith("T"),
            "wrong": _piece(told[1], format),
            "right": _piece(told[2], format),
        }
    return {"type": "shortanswer", "answers": tuple(_shorts(inside, format))}


def _told(text: str, format: str) -> tuple[Piece, Piece]:
    """An answer and the feedback after its "#"."""
    answer, mark, feedback = text.partition("#")
    return _piece(answer, format), _piece(feedback, format) if mark else EMPTY


def _weight(text: str) -> tuple[float | None, str]:
    found = WEIGHT.match(text)
    if not found:
        return None, text
    return float(found[1]), text[found.end() :]


def _choices(inside: str, format: str) -> Iterator[Answer]:
    parts = re.split(r"([~=])", inside)
    if parts[0].strip():
        raise Broken("before")
    pairs = list(zip(parts[1::2], parts[2::2], strict=True))
    if len(pairs) < 2:
        raise Broken("few")
    for sign, text in pairs:
        weight, text = _weight(text.strip()) if sign == "~" else (None, text)
        piece, feedback = _told(text, format)
        yield Answer(sign, piece, weight, feedback)


def _pairs(inside: str, format: str) -> Iterator[Answer]:
    first, *parts = inside.split("=")
    if first.strip():
        raise Broken("before")
    for part in parts:
        prompt, arrow, match = part.partition("->")
        if not arrow:
            raise Broken("arrow")
        yield Answer("=", _piece(prompt, format), match=unescape(match).strip())


def _shorts(inside: str, format: str) -> Iterator[Answer]:
    parts = inside.split("=")
    if not parts[0].strip():
        parts = parts[1:]
    for part in parts:
        weight, text = _weight(part.strip())
        piece, feedback = _told(text, format)
        yield Answer("=", piece, weight, feedback)


def _numbers(inside: str, format: str) -> Iterator[Answer]:
    right, tilde, wrong = inside.partition("~")
    parts = right.split("=")
    if not parts[0].strip():
        parts = parts[1:]
    if not parts:
        raise Broken("number")
    for part in parts:
        weight, text = _weight(part.strip())
        piece, feedback = _told(text, format)
        yield Answer("=", piece, weight, feedback)
    if tilde:
        piece, feedback = _told(wrong, format)
        if piece.text:
            raise Broken("number")
        yield Answer("~", Piece("*"), 0.0, feedback)


def _ordering(inside: str) -> dict[str, object]:
    """Moodle's ordering plug-in: {>COUNT SELECT LAYOUT GRADING SHOWGRADING NUMBERING, then one item a line}."""
    first, _end, rest = inside[1:].partition("\n")
    items = tuple(unescape(line).strip() for line in rest.split("\n") if line.strip())
    if len(items) < 2:
        raise Broken("few")
    return {"type": "ordering", "rules": tuple(first.split()), "items": items}
