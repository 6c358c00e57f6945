"""Whether what is cited is there: each article exists, and each sentence quoted from one stands in it word for word.

The texts of the laws are files `NAME(YYYY-MM-DD).md`, an article a paragraph that begins 第…条. A law that is not among
them, or was revised since, is marked 未核对 where it is named, with or without an article.
"""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from django.utils.translation import gettext as _

from courses.content.material import Finding, Line
from quizzes.bank import citing

REVISED = {"网络安全法": date(2026, 1, 1)}
"""Laws whose newer wording is in force from that day."""
LAW = re.compile(r"(?:法|条例|规定|办法)$")
UNCHECKED = "未核对"
BEGIN = re.compile(f"^第({citing.NUMBER})条(?:之{citing.NUMBER})?[ 　]")
ATTRIBUTION = re.compile(r"^——《")
QUOTED = re.compile(r"“([^“”]{6,})”")
INLINE = re.compile(rf"(《[^《》]+》{citing.ARTICLE.pattern})(?:规定|写明|说|指出)?[：:，,]?“([^“”]{{6,}})”")
CUT = re.compile(r"……|…")


class Laws:
    """The texts of a folder: {plain title: {article: its text}}."""

    def __init__(self, folder: Path) -> None:
        self.texts: list[dict[int, str]] = []
        self.known: dict[str, int] = {}
        for path in sorted(folder.glob("*.md")):
            title, day = re.fullmatch(r"(.+?)(?:\((\d{4}-\d\d-\d\d)\))?", path.stem).groups()  # type: ignore[union-attr]
            if title in REVISED and day and date.fromisoformat(day) < REVISED[title]:
                continue
            self.known[citing.plain(title)] = len(self.texts)
            self.texts.append(_articles(path.read_text(encoding="utf-8-sig")))

    def find(self, title: str) -> dict[int, str] | None:
        """The articles of the law that is meant; None where its text is not there."""
        place = citing.same_source(self.known, title)
        return None if place is None else self.texts[place]


def _articles(text: str) -> dict[int, str]:
    found: dict[int, str] = {}
    number = 0
    for line in text.splitlines():
        if begin := BEGIN.match(line):
            number = citing.number_of(begin[1])
        elif line.startswith("#"):
            number = 0
        if number:
            found[number] = found.get(number, "") + line
    return found


def check(lines: list[Line], laws: Laws) -> Iterator[Finding]:
    for at, line in enumerate(lines):
        yield from _cited(line, laws)
        for name, *_numbers, words in INLINE.findall(line.text):
            yield from _quoted(line, name, words, laws)
        if ATTRIBUTION.match(line.text):
            for words in QUOTED.findall(_above(lines, at)):
                yield from _quoted(line, line.text, words, laws)


def unsourced(lines: list[Line]) -> Iterator[Finding]:
    """Callouts of a law that do not say of which."""
    opened: Line | None = None
    for line in lines:
        if line.text.startswith(":::callout") and "kind=law" in line.text:
            opened = line
        elif line.text.strip() == ":::":
            if opened is not None:
                yield opened.finding("law-unnamed", _("say below the quotation where it stands: ——《…》第…条."))
            opened = None
        elif opened is not None and "《" in line.text:
            opened = None


def _cited(line: Line, laws: Laws) -> Iterator[Finding]:
    for one in citing.cited(line.text):
        if not LAW.search(citing.plain(one.title)):
            continue
        law = laws.find(one.title)
        if law is None and UNCHECKED not in line.text:
            words = {"law": one.title}
            advice = _("the text of 《%(law)s》 is not there, or it was revised: check it, and write 未核对.") % words
            yield line.finding("law-unchecked", advice)
        for number in sorted(one.articles - law.keys()) if law is not None else ():
            words = {"law": one.title, "number": str(number)}
            yield line.finding("law-article", _("《%(law)s》 has no article %(number)s.") % words)


def _quoted(line: Line, where: str, words: str, laws: Laws) -> Iterator[Finding]:
    for one in citing.cited(where):
        law = laws.find(one.title)
        if law is None or not one.articles:
            continue
        text = _bare("".join(law.get(number, "") for number in sorted(one.articles)))
        if not all(_bare(piece) in text for piece in CUT.split(words)):
            told = {"words": words[:30], "law": one.title}
            advice = _("“%(words)s” does not stand so in the article of 《%(law)s》: quote it word for word.") % told
            yield line.finding("law-quote", advice)


def _above(lines: list[Line], at: int) -> str:
    """The paragraph above an attribution."""
    found: list[str] = []
    for line in reversed(lines[:at]):
        if line.file != lines[at].file or line.text.startswith((":::", "——")) or (not line.text.strip() and found):
            break
        found.insert(0, line.text)
    return "".join(found)


def _bare(text: str) -> str:
    return re.sub(r"[\s*“”‘’\"'>]", "", text)
