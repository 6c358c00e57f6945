"""Sheets of account slips on the command line."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def kept_from_others(path: Path) -> Iterator[None]:
    """Makes the file before the work, so that a place that cannot be written is told before codes are made, and lets
    its owner alone read it. Where the work fails, a file that is new is taken away again."""
    new = not path.exists()
    path.touch(mode=0o600)
    if path.is_file():
        path.chmod(0o600)
    try:
        yield
    except BaseException:
        if new:
            path.unlink()
        raise
