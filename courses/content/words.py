"""How things are said: the words that officials expect, simplified characters, sentences that are not too long."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from courses.content.material import Finding, Line, Unit

RESULT = re.compile(r"不?合格(?!证)|补考|证据不足")
STREET = re.compile(r"(?<!人大)街道工委")
ALL_ABOVE = re.compile(r"以上(?:都|均|全|皆)(?:是|对|正确|可以|不是|不对|不正确|不可以)?|(?:都|均)不(?:是|对)$")
LETTER = re.compile(r"(?:选项?|答案(?:是|为)?)\s*[A-Ha-h](?![A-Za-z])|(?<![A-Za-z])[A-Ha-h]\s*(?:选项|项)")
OPTION = re.compile(r"text: *[\"']?(.*?)[\"']?(?:, *(?:feedback|html):.*)?\}?$")
TRADITIONAL = frozenset("於後乾麽馀")
"""Traditional forms that GB 2312 holds; every other one is not in it at all."""
LONGEST, MEAN = 80, 30
SENTENCE = re.compile(r"[。！？；]|(?<=”)(?=“)")
MARKS = re.compile(r"^\s*(?:#+|>|[-*]|\d+\.|- \[[ xX]\])\s*|\*\*|!\[.*?\]\([^)]*\)")


def check(lines: list[Line]) -> Iterator[Finding]:
    for line in lines:
        if found := RESULT.search(line.text):
            words = {"word": found[0]}
            advice = _("“%(word)s” is never said of a person's result: 达到、未达到、补训、题量不够.") % words
            yield line.finding("result-word", advice)
        if STREET.search(line.text):
            yield line.finding("street-committee", _("write 人大街道工委: the bare name is the Party's committee."))
        if strange := sorted({sign for sign in line.text if _is_strange(sign)}):
            words = {"signs": "".join(strange)}
            advice = _("traditional or rare characters: %(signs)s. Write the simplified, common ones.") % words
            yield line.finding("traditional", advice)
        if line.file.endswith("items.yaml"):
            yield from _item_line(line)


def _item_line(line: Line) -> Iterator[Finding]:
    option = OPTION.search(line.text)
    if option and ALL_ABOVE.search(option[1]):
        yield line.finding("all-above", _("an option never speaks of the others (以上都是): write one of its own."))
    if LETTER.search(line.text):
        yield line.finding("option-letter", _("options are shuffled: say what is meant, not its letter."))


def _is_strange(sign: str) -> bool:
    if not ("\u3400" <= sign <= "\u9fff" or ord(sign) > 0x1FFFF):
        return False
    try:
        sign.encode("gb2312")
    except UnicodeEncodeError:
        return True
    return sign in TRADITIONAL


def sentences(unit: Unit) -> Iterator[Finding]:
    """A lesson's sentences; the wording of a law, in its callout, is not ours to shorten."""
    for lines in unit.lessons.values():
        lengths: list[int] = []
        law = False
        for line in lines:
            if line.text.startswith(":::"):
                law = "kind=law" in line.text
                continue
            if law:
                continue
            found = [len(one) for one in SENTENCE.split(MARKS.sub("", line.text)) if len(one) > 1]
            lengths += found
            if found and max(found) > LONGEST:
                words = {"have": max(found), "most": LONGEST}
                advice = _("a sentence of %(have)d characters; %(most)d at most: make two of it.") % words
                yield line.finding("sentence-long", advice)
        if lengths and sum(lengths) / len(lengths) > MEAN:
            words = {"have": round(sum(lengths) / len(lengths)), "most": MEAN}
            advice = _("its sentences have %(have)d characters on average; %(most)d at most.") % words
            yield lines[0].finding("sentence-mean", advice)
