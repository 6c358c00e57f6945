r"""The TeX of Moodle and MathJax, `\( … \)`, `\[ … \]` and `$$ … $$`, into lines of harmless HTML."""

import html
import re

from quizzes.exchange.material import formulas
from quizzes.exchange.material.formulas import NoLine

DELIMITED = re.compile(
    r"\\\((?P<a>.+?)\\\)|\\\[(?P<b>.+?)\\\]|\$\$(?P<c>.+?)\$\$"
    r"|\\begin\{(?P<e>equation\*?|displaymath|math)\}(?P<d>.+?)\\end\{(?P=e)\}",
    re.DOTALL,
)
WRAPPED = re.compile(r"\s*\\begin\{(equation\*?|displaymath|math)\}(.+)\\end\{\1\}\s*", re.DOTALL)
LEFTOVER = re.compile(r"\\\(|\\\)|\\\[|\\\]|\$\$|\\begin\{")
_TOKEN = re.compile(r"\\([A-Za-z]+)\s*|\\(.)|([{}^_])|(\d+(?:[.,]\d+)*)|([A-Za-z])|(\s+)|(.)", re.DOTALL)
LONGEST = 1000
DEEPEST = 20


def to_line(source: str) -> str:
    """HTML. NoLine for whatever has no form in one line."""
    if len(source) > LONGEST:
        raise NoLine(source[:40])
    if inner := WRAPPED.fullmatch(source):
        source = inner[2]
    reader = _Reader(source)
    line = reader.sequence(0)
    if reader.peek() is not None:
        raise NoLine(source[:40])
    return " ".join(line.split())


class _Reader:
    def __init__(self, source: str) -> None:
        self.tokens = [match for match in _TOKEN.finditer(source) if match[6] is None]
        self.at = 0

    def peek(self) -> str | None:
        return self.tokens[self.at][0] if self.at < len(self.tokens) else None

    def sequence(self, depth: int, end: str | None = None) -> str:
        """Up to `end`, which is consumed."""
        if depth > DEEPEST:
            raise NoLine("{")
        parts: list[str] = []
        while (sign := self.peek()) is not None and sign != "}" and (end is None or sign != end):
            if sign.strip() == "\\over":
                self.at += 1
                return formulas.fraction("".join(parts), self.sequence(depth + 1, end))
            if sign in "^_":
                self.at += 1
                base = parts.pop() if parts else ""
                write = formulas.raised if sign == "^" else formulas.lowered
                parts.append(write(base, self.argument(depth)))
            else:
                parts.append(self.atom(depth))
        if end is not None:
            if self.peek() != end:
                raise NoLine(end)
            self.at += 1
        return "".join(parts)

    def argument(self, depth: int) -> str:
        if self.peek() is None:
            raise NoLine("^")
        return self.atom(depth).strip()

    def atom(self, depth: int) -> str:
        match = self.tokens[self.at]
        self.at += 1
        command, escaped, brace, number, letter, _, other = match.groups()
        if brace == "{":
            return self.sequence(depth + 1, "}")
        if brace:
            raise NoLine(brace)
        if number:
            return number
        if letter:
            return formulas.letter(letter)
        if other:
            return formulas.operator(other)
        return self.command(command or escaped, depth)

    def command(self, name: str, depth: int) -> str:
        if name in formulas.SYMBOLS:
            return formulas.operator(formulas.SYMBOLS[name])
        if name in formulas.FUNCTIONS:
            return f" {name} "
        if name in formulas.NORMAL:
            return ""
        if name in {"left", "right"}:
            return self.bracket()
        if name in formulas.UPRIGHT:
            return self.upright()
        if name in {"mathbf", "textbf", "boldsymbol"}:
            return f"<b>{self.argument(depth)}</b>"
        if name in {"frac", "dfrac", "tfrac"}:
            return formulas.fraction(self.argument(depth), self.argument(depth))
        if name == "sqrt":
            degree = ""
            if self.peek() == "[":
                self.at += 1
                degree = self.sequence(depth + 1, "]")
            return formulas.root(self.argument(depth), degree)
        raise NoLine(f"\\{name}")

    def bracket(self) -> str:
        sign = self.peek()
        self.at += 1
        if sign == ".":
            return ""
        if sign is None or sign.lstrip("\\").strip() not in {"(", ")", "[", "]", "|", "{", "}"}:
            raise NoLine("\\left")
        return sign.lstrip("\\").strip()

    def upright(self) -> str:
        r"""The letters of `\mathrm{…}` as they stand, with nothing else among them."""
        if self.peek() != "{":
            return html.escape(self.argument_letter())
        self.at += 1
        letters: list[str] = []
        while (sign := self.peek()) != "}":
            if sign is None or sign[0] in "\\{^_":
                raise NoLine("\\mathrm")
            gap = self.at and self.tokens[self.at].start() > self.tokens[self.at - 1].end() and letters
            letters.append((" " if gap else "") + sign)
            self.at += 1
        self.at += 1
        return html.escape("".join(letters), quote=False)

    def argument_letter(self) -> str:
        token = self.peek()
        if token is None or not token.isalnum():
            raise NoLine("\\mathrm")
        self.at += 1
        return token
