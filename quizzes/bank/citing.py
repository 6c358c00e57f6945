"""Which laws, standards and documents a text names, and which articles of them. Nothing here touches the database."""

import re
import unicodedata
from dataclasses import dataclass

DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
UNITS = {"十": 10, "百": 100, "千": 1000}
NUMBER = "[0-9零〇一二两三四五六七八九十百千]+"
ARTICLE = re.compile(f"第({NUMBER})条(?:之{NUMBER})?(?:第{NUMBER}款)?(?:第{NUMBER}项)?")
NAMED = re.compile(
    f"《([^《》\\n]{{2,80}})》(?:[（(][^（）()]{{0,40}}[）)])?((?:[、，和及与至～—-]*{ARTICLE.pattern})*)"
)
STATE = "中华人民共和国"
YEAR = re.compile(r"[（(][^（）()]*[）)]$")
FARTHEST = 200


@dataclass(frozen=True)
class Cited:
    """One source by its title as it stands there, and the articles that are named; none is the whole of it."""

    title: str
    articles: frozenset[int]


def cited(text: str) -> list[Cited]:
    """Each source once, in the order of the text. What stands in no 《》 – 实务, a place – is no source."""
    found: dict[str, set[int]] = {}
    whole: set[str] = set()
    for match in NAMED.finditer(unicodedata.normalize("NFC", text)):
        title = match[1].strip()
        articles = articles_of(match[2])
        found.setdefault(title, set()).update(articles)
        if not articles:
            whole.add(title)
    return [Cited(title, frozenset(() if title in whole else numbers)) for title, numbers in found.items()]


def articles_of(text: str) -> set[int]:
    """第三条、第五条至第七条 -> 3, 5, 6, 7; digits do as well."""
    numbers: set[int] = set()
    last, end = 0, 0
    for match in ARTICLE.finditer(text):
        number = number_of(match[1])
        between = text[end : match.start()]
        if last and between.strip() in {"至", "～", "—", "-"} and last < number <= last + FARTHEST:
            numbers.update(range(last, number))
        numbers.add(number)
        last, end = number, match.end()
    return numbers


def number_of(text: str) -> int:
    """二百六十六 -> 266; 45 -> 45; 一〇 -> 10."""
    if text.isdecimal():
        return int(text)
    if not set(text) & set(UNITS):
        return int("".join(str(DIGITS.get(sign, sign)) for sign in text))
    total, digit = 0, 0
    for sign in text:
        if sign in UNITS:
            total += (digit or 1) * UNITS[sign]
            digit = 0
        else:
            digit = DIGITS[sign] if sign in DIGITS else int(sign)
    return total + digit


def plain(title: str) -> str:
    """A title as it is compared: without the state's name in front, a year in brackets behind, spaces and 《》."""
    text = unicodedata.normalize("NFKC", title).strip("《》 \t")
    text = YEAR.sub("", re.sub(r"\s+", "", text)).strip("《》")
    return text.removeprefix(STATE) or text


def same_source(known: dict[str, int], title: str) -> int | None:
    """Which of the known plain titles is meant: the same one, or the only one that ends in a short name of three
    characters or more (代表法), or the only short name in which this one ends. None when it is new."""
    name = plain(title)
    if name in known:
        return known[name]
    if len(name) < 3:
        return None
    longer = {pk for other, pk in known.items() if other.endswith(name)}
    shorter = {pk for other, pk in known.items() if len(other) >= 3 and name.endswith(other)}
    for candidates in (longer, shorter):
        if len(candidates) == 1:
            return candidates.pop()
    return None


def numbers_of(typed: str) -> set[int]:
    """What somebody typed into a field for articles: 第三条、第五条至第八条, or 3, 5-8."""
    text = unicodedata.normalize("NFKC", typed)
    if "条" in text:
        return articles_of(text)
    numbers: set[int] = set()
    for first, last in re.findall(r"(\d{1,4})\s*(?:[-~—–至]\s*(\d{1,4}))?", text):
        end = int(last or first)
        numbers.update(range(int(first), end + 1 if int(first) <= end <= int(first) + FARTHEST else int(first) + 1))
    return {number for number in numbers if number}
