"""What the arguments of our commands may be. For argparse: whatever a function here refuses is wrong use, exit code 2,
told before anything has been done."""

import os
from argparse import ArgumentTypeError
from datetime import date
from pathlib import Path

from django.utils.translation import gettext as _


def count(text: str) -> int:
    """A whole number from 1 on."""
    if not text.isdecimal() or int(text) < 1:
        raise ArgumentTypeError(_("a whole number from 1 on is wanted"))
    return int(text)


def seconds(text: str) -> float:
    """More than none."""
    try:
        found = float(text)
    except ValueError:
        found = 0
    if not 0 < found < float("inf"):
        raise ArgumentTypeError(_("a number of seconds above 0 is wanted"))
    return found


def day(text: str) -> date:
    """A day such as 2026-11-30."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(_("a day is wanted, written as 2026-11-30")) from None


def existing_file(text: str) -> Path:
    """A file that is there."""
    path = Path(text)
    if not path.is_file():
        raise ArgumentTypeError(_("There is no file %(path)s.") % {"path": text})
    return path


def new_file(text: str) -> Path:
    """Where a file can be written; one that lies there already will be replaced."""
    path = Path(text)
    if path.is_dir() or not os.access(path if path.exists() else path.parent, os.W_OK):
        raise ArgumentTypeError(_("No file can be written to %(path)s.") % {"path": text})
    return path


def new_folder(text: str) -> Path:
    """A folder that can be written into, or a place where it can be made."""
    path = Path(text)
    there = next(one for one in (path, *path.absolute().parents) if one.exists())
    if not (there.is_dir() and os.access(there, os.W_OK)):
        raise ArgumentTypeError(_("No folder can be made at %(path)s.") % {"path": text})
    return path
