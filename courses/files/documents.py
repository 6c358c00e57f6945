"""A YAML file whose every value knows its line, asked field by field."""

import pathlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

import yaml
from django.utils.translation import gettext as _

from courses.files.problems import Problems

Path = tuple[str | int, ...]


@dataclass
class Document:
    """`data` as read; every question returns a value of the right kind and notes a problem where the file has none."""

    file: str
    data: Any
    problems: Problems
    lines: dict[Path, int] = field(default_factory=dict)
    first_line: int = 0

    def line(self, path: Path) -> int:
        while path and path not in self.lines:
            path = path[:-1]
        return self.first_line + self.lines.get(path, 1)

    def problem(self, path: Path, reason: str) -> None:
        name = ".".join(map(str, path))
        self.problems.add(self.file, self.line(path), f"{name}: {reason}" if name else reason)

    def get(self, *path: str | int) -> Any:
        value = self.data
        for step in path:
            try:
                value = value[step]
            except (KeyError, IndexError, TypeError):
                return None
        return value

    def text(self, *path: str | int, longest: int = 10_000, needed: bool = True) -> str:
        value = self.get(*path)
        if value is None or value == "":
            if needed:
                self.problem(path, _("is missing."))
            return ""
        if not isinstance(value, str | int | float | date):
            self.problem(path, _("must be a text."))
            return ""
        text = str(value).strip()
        if len(text) > longest:
            self.problem(path, _("is longer than %(count)d characters.") % {"count": longest})
        return text

    def number(self, *path: str | int, lowest: float = 0, needed: bool = True) -> Decimal:
        value = self.get(*path)
        if value is None and not needed:
            return Decimal(0)
        try:
            number = Decimal(str(value))
        except InvalidOperation:
            number = Decimal("NaN")
        if isinstance(value, bool) or not number.is_finite() or number < Decimal(str(lowest)):
            self.problem(path, _("must be a number from %(lowest)s on.") % {"lowest": lowest})
            return Decimal(1)
        return number

    def whole(self, *path: str | int, lowest: int = 1) -> int:
        value = self.get(*path)
        if not isinstance(value, int) or isinstance(value, bool) or value < lowest:
            self.problem(path, _("must be a whole number from %(lowest)s on.") % {"lowest": lowest})
            return lowest
        return value

    def day(self, *path: str | int) -> date:
        value = self.get(*path)
        if not isinstance(value, date):
            self.problem(path, _("must be a date like 2027-06-30."))
            return date(2000, 1, 1)
        return value

    def flag(self, *path: str | int, default: bool) -> bool:
        value = self.get(*path)
        if value is None:
            return default
        if not isinstance(value, bool):
            self.problem(path, _("must be true or false."))
            return default
        return value

    def mapping(self, *path: str | int, needed: bool = True) -> dict[str, Any]:
        value = self.get(*path)
        if isinstance(value, dict):
            return value
        if needed or value is not None:
            self.problem(path, _("must be a set of names and values."))
        return {}

    def listing(self, *path: str | int, needed: bool = True) -> list[Any]:
        value = self.get(*path)
        if isinstance(value, list):
            return value
        if needed or value is not None:
            self.problem(path, _("must be a list."))
        return []

    def texts(self, *path: str | int, needed: bool = True) -> list[str]:
        values = self.listing(*path, needed=needed)
        return [self.text(*path, place) for place in range(len(values))]

    def chosen(self, *path: str | int, among: Iterable[str], needed: bool = True) -> list[str]:
        """A list of some of `among`."""
        values, known = self.texts(*path, needed=needed), list(among)
        for place, value in enumerate(values):
            if value and value not in known:
                words = {"value": value, "known": ", ".join(known)}
                self.problem((*path, place), _("“%(value)s” is none of: %(known)s.") % words)
        return values

    def only(self, *path: str | int, known: Iterable[str]) -> None:
        """A problem for each name that is not known: a misspelt field must not be passed over in silence."""
        for name in self.mapping(*path, needed=False).keys() - set(known):
            self.problem((*path, name), _("is not a known field."))


def text_of(path: pathlib.Path, file: str, problems: Problems) -> str:
    """The text with "\\n" as its only line end; "", with the problem noted, where it is not UTF-8."""
    content = path.read_bytes()
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        problems.add(file, content[: error.start].count(b"\n") + 1, _("is not UTF-8 text."))
        return ""


def yaml_of(path: pathlib.Path, file: str, problems: Problems) -> Document:
    """`read_yaml` of what the file says."""
    return read_yaml(text_of(path, file, problems), file, problems)


def read_yaml(text: str, file: str, problems: Problems, first_line: int = 0) -> Document:
    """The document; an empty one, with the problem noted, where the text is no YAML."""
    document = Document(file, {}, problems, first_line=first_line)
    loader = yaml.CSafeLoader(text)
    try:
        node = loader.get_single_node()
        if node is not None:
            document.data = loader.construct_document(node)
            _note_lines(node, (), document)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        problems.add(file, first_line + line, _("cannot be read: %(reason)s") % {"reason": error.problem or error})
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        problems.add(file, first_line + 1, _("cannot be read: %(reason)s") % {"reason": error})
    finally:
        loader.dispose()
    return document


def _note_lines(node: yaml.Node, path: Path, document: Document) -> None:
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            inner = (*path, key.value)
            document.lines[inner] = key.start_mark.line + 1
            if key.value in seen:
                document.problem(inner, _("stands there twice."))
            seen.add(key.value)
            _note_lines(value, inner, document)
    elif isinstance(node, yaml.SequenceNode):
        for place, value in enumerate(node.value):
            document.lines[(*path, place)] = value.start_mark.line + 1
            _note_lines(value, (*path, place), document)
