"""What the index stores and what a query asks for. Pure functions."""

import re
import unicodedata
from dataclasses import dataclass

CJK = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff\u3005\u3007"
RUN = re.compile(f"[{CJK}]+")
TOKEN = re.compile(f"[{CJK}]+|[^\\W{CJK}_]+")


@dataclass(frozen=True)
class Group:
    """Tokens that stand side by side; `prefix` means that the last one is only the beginning of a token."""

    tokens: tuple[str, ...]
    prefix: bool = False


def normalise(text: str) -> str:
    """Full-width to half-width, capitals to small letters."""
    return unicodedata.normalize("NFKC", text).lower()


def grams(run: str) -> list[str]:
    """网络安全 -> 网络 络安 安全 全: the last character alone lets a single character be found as a beginning."""
    return [run[start : start + 2] for start in range(len(run))]


def index_text(text: str) -> str:
    """A text as the index keeps it."""
    return RUN.sub(lambda match: f" {' '.join(grams(match[0]))} ", normalise(text))


def query_groups(query: str) -> list[Group]:
    """A query as groups of tokens; an empty list where nothing searchable was typed."""
    groups = []
    for match in TOKEN.finditer(normalise(query)):
        word = match[0]
        if not RUN.fullmatch(word):
            groups.append(Group((word,)))
        elif len(word) == 1:
            groups.append(Group((word,), prefix=True))
        else:
            groups.append(Group(tuple(grams(word)[:-1])))
    return groups
