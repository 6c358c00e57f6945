"""Files named on the command line."""

import argparse
from pathlib import Path

from django.utils.translation import gettext as _

from lms.people.roster.sheet import MAX_BYTES
from lms.web.errors import Refusal


def existing_file(text: str) -> Path:
    """For argparse: a file that is there; else wrong use, exit code 2."""
    path = Path(text)
    if not path.is_file():
        raise argparse.ArgumentTypeError(_("There is no file %(path)s.") % {"path": text})
    return path


def content_of(path: Path) -> bytes:
    """Its bytes; of a file that is too large just enough to be refused for it. Refusal when it cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise Refusal(_("%(path)s cannot be read: %(error)s") % {"path": path, "error": error.strerror}) from None
