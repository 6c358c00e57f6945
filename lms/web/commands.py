"""How every command of ours behaves: one summary line last, 0 done, 1 refused for its data, 2 wrong use."""

import sys
from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

from django.core.management.base import BaseCommand
from tqdm import tqdm

from lms.web.errors import Refusal

T = TypeVar("T")


class SummaryCommand(BaseCommand):
    """A subclass implements `work` and returns its summary line. A Refusal ends the command with exit code 1 and its
    message on stderr; arguments that cannot be read end it with 2 (argparse's own)."""

    requires_system_checks: list[str] = []

    def work(self, **options: Any) -> str:
        raise NotImplementedError

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            line = self.work(**options)
        except Refusal as refusal:
            self.stderr.write(str(refusal))
            sys.exit(1)
        if line:
            self.stdout.write(line)

    def progress(self, things: Iterable[T], total: int | None = None, label: str = "") -> Iterator[T]:
        """The same things, with a bar on a terminal once the work takes longer than a second."""
        yield from tqdm(things, total=total, desc=label or None, disable=None, delay=1, leave=False, file=sys.stderr)
