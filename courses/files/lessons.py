"""The text of a lesson: Markdown with directives, to blocks and back.

:::callout kind=law title="…"     kind: tip, law, warning; text until the closing :::
:::steps title="…"                a numbered list
:::try title="…"                  text
:::check                          a question, answers "- [ ]" and "- [x]", "> explanation"
:::video file=media/a.mp4 captions=media/a.vtt    (also :::audio) the text to read instead
:::document file=media/a.pdf text="…"
:::table caption="…" headers=both   rows "| a | b |", headings first; `headers` where the first column names the rows
![what it shows](images/a.svg "caption")          a picture, on a line of its own
"""

import re
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from courses.files.plan import Block
from courses.files.rich_text import NotAllowedTag, to_html, to_markdown

Complain = Callable[[int, str], None]
"""Notes a problem with a line of the text, counted from 1."""

PICTURE = re.compile(r'^!\[(?P<alt>.*?)\]\((?P<path>\S+?)(?:\s+"(?P<caption>.*)")?\)$')
OPENING = re.compile(r"^:::(?P<name>[a-z]+)(?P<rest>\s.*)?$")
ATTRIBUTE = re.compile(r'(\w+)=(?:"((?:[^"\\]|\\.)*)"|(\S+))')
STEP = re.compile(r"^\d+\.\s+(.*)$")
ANSWER = re.compile(r"^- \[([ xX])\]\s+(.*)$")
KINDS = ("tip", "law", "warning")
KNOWN = {
    "callout": {"kind", "title"},
    "steps": {"title"},
    "try": {"title"},
    "check": set(),
    "video": {"file", "captions"},
    "audio": {"file", "captions"},
    "document": {"file", "text"},
    "table": {"caption", "headers"},
}
BETWEEN_CELLS = re.compile(r"(?<!\\)\|")
RULE = re.compile(r"^\|(?:\s*:?-+:?\s*\|)+$")


def to_blocks(text: str, complain: Complain) -> list[Block]:
    """The blocks of a lesson's text. Whatever is wrong is told to `complain`, and left out."""
    blocks: list[Block] = []
    plain: list[str] = []
    lines = text.split("\n")

    def flush(upto: int) -> None:
        if any(line.strip() for line in plain):
            html = html_of(plain, upto - len(plain), complain)
            blocks.append({"type": "text", "value": html})
        plain.clear()

    place = 0
    while place < len(lines):
        line = lines[place].rstrip()
        if line.startswith(":::"):
            flush(place)
            end = next((at for at in range(place + 1, len(lines)) if lines[at].startswith(":::")), None)
            if end is None or lines[end].strip() != ":::":
                complain(place + 1, _("“%(line)s” is not closed by a line “:::”.") % {"line": line})
                return blocks
            blocks += _directive(line, lines[place + 1 : end], place + 1, complain)
            place = end
        elif picture := PICTURE.match(line):
            flush(place)
            blocks.append(_picture(picture, place + 1, complain))
        else:
            plain.append(line)
        place += 1
    flush(len(lines))
    return blocks


def html_of(lines: list[str], before: int, complain: Complain) -> str:
    """Tidy HTML of lines that stand below so many others; "" where they hold what a lesson cannot show."""
    try:
        return to_html("\n".join(lines))
    except NotAllowedTag as wrong:
        place = next((at for at, line in enumerate(lines) if f"<{wrong.tag}" in line), 0)
        complain(before + place + 1, _("a lesson cannot show “%(tag)s”.") % {"tag": wrong.tag})
        return ""


def _picture(found: re.Match[str], line: int, complain: Complain) -> Block:
    if not found["alt"].strip():
        complain(line, _("say what the picture shows, for those who cannot see it."))
    value = {"image": found["path"], "alt": found["alt"], "caption": found["caption"] or ""}
    return {"type": "image", "value": value}


def _directive(opening: str, lines: list[str], line: int, complain: Complain) -> list[Block]:
    """One block, or none where the directive cannot be read. `line` is where it opens."""
    found = OPENING.match(opening)
    if found is None or found["name"] not in KNOWN:
        complain(line, _("“%(line)s” is not a known block.") % {"line": opening})
        return []
    name, given = found["name"], _attributes(found["rest"] or "")
    for attribute in given.keys() - KNOWN[name]:
        complain(line, _("“%(name)s” is not known here.") % {"name": attribute})
    for attribute in ("title", "file", "text"):
        if attribute in KNOWN[name] and not given.get(attribute) and name != "callout":
            complain(line, _("“%(name)s” is missing.") % {"name": attribute})
    build: dict[str, Callable[..., dict[str, Any]]] = {"callout": _callout, "steps": _steps, "check": _check}
    build |= {"table": _table, "try": _try, "video": _media, "audio": _media, "document": _document}
    return [{"type": name, "value": build[name](given, lines, line, complain)}]


def _attributes(rest: str) -> dict[str, str]:
    return {name: re.sub(r"\\(.)", r"\1", quoted) if quoted else bare for name, quoted, bare in ATTRIBUTE.findall(rest)}


def _callout(given: dict[str, str], lines: list[str], line: int, complain: Complain) -> dict[str, Any]:
    kind = given.get("kind", "tip")
    if kind not in KINDS:
        complain(line, _("“%(value)s” is none of: %(known)s.") % {"value": kind, "known": ", ".join(KINDS)})
    return {"kind": kind, "title": given.get("title", ""), "text": html_of(lines, line, complain)}


def _try(given: dict[str, str], lines: list[str], line: int, complain: Complain) -> dict[str, Any]:
    return {"title": given.get("title", ""), "text": html_of(lines, line, complain)}


def _media(given: dict[str, str], lines: list[str], line: int, complain: Complain) -> dict[str, Any]:
    transcript = html_of(lines, line, complain)
    if not transcript:
        complain(line, _("write the text to read instead."))
    return {"file": given.get("file", ""), "captions": given.get("captions", ""), "transcript": transcript}


def _document(given: dict[str, str], lines: list[str], line: int, complain: Complain) -> dict[str, Any]:
    return {"document": given.get("file", ""), "text": given.get("text", "")}


def _steps(given: dict[str, str], lines: list[str], line: int, complain: Complain) -> dict[str, Any]:
    steps: list[list[str]] = []
    for place, text in enumerate(lines, line + 1):
        if found := STEP.match(text):
            steps.append([found[1]])
        elif steps and text.strip():
            steps[-1].append(text.strip())
        elif text.strip():
            complain(place, _("a step begins with its number: “1. …”."))
    if not steps:
        complain(line, _("there is no step."))
    return {"title": given.get("title", ""), "steps": [html_of(step, line, complain) for step in steps]}


def _table(given: dict[str, str], lines: list[str], line: int, complain: Complain) -> dict[str, Any]:
    rows: list[list[str]] = []
    ruled = False
    for place, text in enumerate(lines, line + 1):
        text = text.strip()
        if not text or (len(rows) == 1 and not ruled and RULE.match(text)):
            ruled = ruled or bool(text)
            continue
        if len(text) < 2 or not (text.startswith("|") and BETWEEN_CELLS.match(text, len(text) - 1)):
            complain(place, _("a row of a table stands between two “|”."))
            continue
        cells = [_cell(cell) for cell in BETWEEN_CELLS.split(text[1:-1])]
        if rows and len(cells) != len(rows[0]):
            words = {"cells": len(cells), "columns": len(rows[0])}
            complain(place, _("this row has %(cells)d cells, the table %(columns)d columns.") % words)
            continue
        rows.append(cells)
    if given.get("headers", "both") != "both":
        complain(line, _("“%(value)s” is none of: %(known)s.") % {"value": given["headers"], "known": "both"})
    if len(rows) < 2:
        complain(line, _("a table has a row of headings and at least one more."))
    return table_value(rows, caption=given.get("caption", ""), row_headers="headers" in given)


def table_value(rows: list[list[str]], *, caption: str, row_headers: bool) -> dict[str, Any]:
    """The value of a table block: the first of `rows`, all of one length, holds the headings."""
    headings, *others = rows or [[]]
    return {
        "table": {
            "columns": [{"type": "text", "heading": heading} for heading in headings],
            "rows": [{"values": cells} for cells in others],
            "caption": caption,
        },
        "row_headers": row_headers,
    }


def _cell(text: str) -> str:
    lines = [part.strip() for part in re.split(r"<br ?/?>", text.replace("\\|", "|"))]
    return "\n".join(lines).strip().replace("&lt;br", "<br")


def _row(cells: list[str]) -> str:
    plain = [cell.strip().replace("<br", "&lt;br").replace("|", "\\|") for cell in cells]
    written = [re.sub(r"\s*\n\s*", "<br>", cell) for cell in plain]
    return f"| {' | '.join(written)} |"


def _check(given: dict[str, str], lines: list[str], line: int, complain: Complain) -> dict[str, Any]:
    question: list[str] = []
    answers: list[dict[str, Any]] = []
    explanation: list[str] = []
    for place, text in enumerate(lines, line + 1):
        if found := ANSWER.match(text):
            answers.append({"text": found[2].strip(), "correct": found[1] != " "})
        elif text.startswith(">"):
            explanation.append(text[1:].strip())
        elif text.strip() and answers:
            complain(place, _("after the answers only “> explanation” may follow."))
        elif text.strip():
            question.append(text.strip())
    if not question:
        complain(line, _("the question is missing."))
    if len(answers) < 2 or not any(answer["correct"] for answer in answers):
        complain(line, _("give at least two answers and mark the right one with “- [x]”."))
    if not explanation:
        complain(line, _("the explanation (“> …”) is missing."))
    return {"question": "\n".join(question), "options": answers, "explanation": html_of(explanation, line, complain)}


def to_text(blocks: list[Block]) -> str:
    """The text that `to_blocks` turns into the same blocks."""
    return "\n\n".join(_written(block["type"], block["value"]) for block in blocks)


def _written(kind: str, value: Any) -> str:
    if kind == "text":
        return to_markdown(value)
    if kind == "image":
        caption = f' "{value["caption"]}"' if value["caption"] else ""
        return f"![{value['alt']}]({value['image']}{caption})"
    if kind == "steps":
        steps = [f"{number}. {_indented(to_markdown(step))}" for number, step in enumerate(value["steps"], 1)]
        return _block(kind, {"title": value["title"]}, steps)
    if kind == "check":
        answers = [f"- [{'x' if answer['correct'] else ' '}] {answer['text']}" for answer in value["options"]]
        explanation = [f"> {line}".rstrip() for line in to_markdown(value["explanation"]).split("\n")]
        return _block(kind, {}, [value["question"], "", *answers, "", *explanation])
    if kind == "document":
        return _block(kind, {"file": value["document"], "text": value["text"]}, [])
    if kind == "table":
        table = value["table"]
        rows = [[column["heading"] for column in table["columns"]], *(row["values"] for row in table["rows"])]
        given = {"caption": table["caption"], "headers": "both" if value["row_headers"] else ""}
        return _block(kind, given, [_row(rows[0]), "|---" * len(rows[0]) + "|", *map(_row, rows[1:])])
    if kind in {"video", "audio"}:
        given = {"file": value["file"], "captions": value["captions"]}
        return _block(kind, given, [to_markdown(value["transcript"])])
    given = {name: value[name] for name in ("kind", "title") if name in value}
    return _block(kind, given, [to_markdown(value["text"])])


def _block(kind: str, given: dict[str, str], lines: list[str]) -> str:
    attributes = "".join(f" {name}={_quoted(name, value)}" for name, value in given.items() if value)
    return "\n".join([f":::{kind}{attributes}", *lines, ":::"])


def _quoted(name: str, value: str) -> str:
    if name in {"kind", "file", "captions", "headers"} and " " not in value:
        return value
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _indented(text: str) -> str:
    return text.replace("\n", "\n   ")
