"""The formats, discovered by folder: a module or package here is a format, and nothing else lists them.

Each has
    LABEL, ENDINGS              what a person calls it; the endings of its files
    RANK                        among those that could read a file the lowest is taken (default 50; loose text formats
                                such as Aiken stand at 80)
    reads(source) -> bool       whether this file is one, whatever its name says
    read(source) -> Iterator[Question | Refused | Aside]
and, where it can be written,
    unwritable(question) -> str reason why the format cannot say this question, or ""
    write(questions) -> bytes   called with writable ones only
    WRITES                      the ending of what it writes
"""

import pkgutil
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import import_module
from typing import Protocol, cast

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from lms.web.errors import BadInput
from quizzes.exchange.question import Aside, Question, Refused
from quizzes.exchange.source import Source


class Format(Protocol):
    LABEL: str | Promise
    ENDINGS: tuple[str, ...]

    def reads(self, source: Source) -> bool: ...

    def read(self, source: Source) -> Iterator[Question | Refused | Aside]: ...


class WritableFormat(Format, Protocol):
    WRITES: str

    def unwritable(self, question: Question) -> str: ...

    def write(self, questions: Iterable[Question]) -> bytes: ...


@cache
def all_formats() -> dict[str, Format]:
    """Every format by its name, the most particular first."""
    names = [module.name for module in pkgutil.iter_modules(__path__) if not module.name.startswith("_")]
    found = {name: import_module(f"{__name__}.{name}") for name in names}
    ranked = sorted(found, key=lambda name: (getattr(found[name], "RANK", 50), name))
    return {name: cast(Format, found[name]) for name in ranked if hasattr(found[name], "read")}


def writable_formats() -> dict[str, WritableFormat]:
    return {name: cast(WritableFormat, found) for name, found in all_formats().items() if hasattr(found, "write")}


def find(name: str) -> Format:
    """BadInput, naming those there are, for an unknown one."""
    if (found := all_formats().get(name)) is None:
        raise BadInput(_("There is no format “%(name)s”; there are: %(known)s") % _words(name, all_formats()))
    return found


def find_writable(name: str) -> WritableFormat:
    if (found := writable_formats().get(name)) is None:
        raise BadInput(_("“%(name)s” is not written; there are: %(known)s") % _words(name, writable_formats()))
    return found


def _words(name: str, known: Iterable[str]) -> dict[str, str]:
    return {"name": name[:40], "known": "、".join(sorted(known))}


def recognise(source: Source) -> str:
    """The format's name. BadInput when no format knows the file."""
    for name, format in all_formats().items():
        if format.reads(source):
            return name
    raise BadInput(
        _("No format that is read here fits “%(name)s”. Choose the format, or use one of our templates.")
        % {"name": source.name[:100]}
    )
