"""What every command of ours does with a place that cannot be written and with a number that makes no sense."""

from argparse import ArgumentTypeError
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from lms.web.commands import SummaryCommand, count


class Writing(SummaryCommand):
    def work(self, **options: Any) -> str:
        Path("/nowhere/out.pdf").write_bytes(b"")
        return ""


def test_that_a_place_that_cannot_be_written_is_one_sentence_and_exit_code_one() -> None:
    stderr = StringIO()
    with pytest.raises(SystemExit) as end:
        call_command(Writing(), stderr=stderr)
    assert end.value.code == 1
    assert "/nowhere/out.pdf" in stderr.getvalue()
    assert len(stderr.getvalue().splitlines()) == 1


def test_that_a_count_begins_with_one() -> None:
    assert count("3") == 3
    for text in ("0", "-5"):
        with pytest.raises(ArgumentTypeError):
            count(text)
