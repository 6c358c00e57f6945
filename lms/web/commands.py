"""How every command of ours behaves: one summary line last, 0 done, 1 refused for its data, 2 wrong use."""

import errno
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _
from tqdm import tqdm

from lms.web.errors import Refusal

T = TypeVar("T")
FAILED_WRITING = {errno.EIO, errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
"""Errors of a file that is open already: they name no file."""


def content_of(path: Path, *, limit: int) -> bytes:
    """Its bytes; of a file that is too large just enough to be refused for it. Refusal when it cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(limit + 1)
    except OSError as error:
        raise Refusal(_("%(path)s cannot be read: %(error)s") % {"path": path, "error": error.strerror}) from None


class SummaryCommand(BaseCommand):
    """A subclass implements `work` and returns its summary line. A Refusal ends the command with exit code 1 and its
    message on stderr, and so does a file or folder that cannot be read or written, or a full disk. Wrong arguments end
    it with 2 (argparse's own; lms.web.arguments)."""

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
            if error.filename:
                told = {"path": error.filename, "error": error.strerror}
                self.stderr.write(_("%(path)s cannot be read or written: %(error)s") % told)
            elif error.errno in FAILED_WRITING:
                self.stderr.write(_("A file cannot be written: %(error)s") % {"error": error.strerror})
            else:
                raise
            sys.exit(1)
        if line:
            self.stdout.write(line)

    def progress(self, things: Iterable[T], total: int | None = None, label: str = "") -> Iterator[T]:
        """The same things, with a bar on a terminal once the work takes longer than a second."""
        yield from tqdm(things, total=total, desc=label or None, disable=None, delay=1, leave=False, file=sys.stderr)
