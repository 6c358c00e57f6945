"""How every command of ours behaves: one summary line last, 0 done, 1 refused for its data, 2 wrong use."""

import sys
from argparse import ArgumentTypeError
from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _
from tqdm import tqdm

from lms.web.errors import Refusal

T = TypeVar("T")


def count(text: str) -> int:
    """For argparse: a whole number from 1 on."""
    number = int(text)
    if number < 1:
        raise ArgumentTypeError(_("a whole number from 1 on is wanted"))
    return number


class SummaryCommand(BaseCommand):
    """A subclass implements `work` and returns its summary line. A Refusal ends the command with exit code 1 and its
    message on stderr, and so does a file or folder that cannot be read or written; arguments that cannot be read end it
    with 2 (argparse's own)."""

    requires_system_checks: list[str] = []

    def work(self, **options: Any) -> str:
        raise NotImplementedError

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            line = self.work(**options)
        except Refusal as refusal:
            self.stderr.write(str(refusal))
            sys.exit(1)
        except OSError as error:
            if error.filename is None:
                raise
            told = {"path": error.filename, "error": error.strerror}
            self.stderr.write(_("%(path)s cannot be read or written: %(error)s") % told)
            sys.exit(1)
        if line:
            self.stdout.write(line)

    def progress(self, things: Iterable[T], total: int | None = None, label: str = "") -> Iterator[T]:
        """The same things, with a bar on a terminal once the work takes longer than a second."""
        yield from tqdm(things, total=total, desc=label or None, disable=None, delay=1, leave=False, file=sys.stderr)
