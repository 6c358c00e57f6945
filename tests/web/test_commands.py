"""What every command of ours does with arguments that make no sense and with a place that cannot be written."""

from argparse import ArgumentTypeError
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from lms.web import arguments
from lms.web.commands import SummaryCommand, content_of
from lms.web.errors import Refusal


class Writing(SummaryCommand):
    place = ""

    def work(self, **options: Any) -> str:
        Path(self.place).write_bytes(b"x")
        return ""


@pytest.mark.parametrize(("place", "told"), [("/nowhere/out.pdf", "/nowhere/out.pdf"), ("/dev/full", "No space left")])
def test_that_a_place_that_cannot_be_written_is_one_sentence_and_exit_code_one(place: str, told: str) -> None:
    stderr, command = StringIO(), Writing()
    command.place = place
    with pytest.raises(SystemExit) as end:
        call_command(command, stderr=stderr)
    assert end.value.code == 1
    assert told in stderr.getvalue()
    assert len(stderr.getvalue().splitlines()) == 1


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        (arguments.count, "3", ("0", "-5", "x", "")),
        (arguments.seconds, "0.5", ("0", "-1", "inf", "nan", "x")),
        (arguments.day, "2026-11-30", ("2026-13-01", "30.11.2026", "")),
        (arguments.existing_file, __file__, ("/nowhere", "/tmp", "/dev/null")),
        (arguments.new_file, "/tmp/new.csv", ("/tmp", "/nowhere/new.csv")),
        (arguments.new_folder, "/tmp/new/folder", (__file__, "/dev/null/folder")),
    ],
)
def test_that_an_argument_without_sense_is_refused_before_the_work(
    kind: Callable[[str], Any], good: str, bad: tuple[str, ...]
) -> None:
    assert kind(good)
    for text in bad:
        with pytest.raises(ArgumentTypeError) as refused:
            kind(text)
        assert "fromisoformat" not in str(refused.value)


def test_that_no_more_of_a_file_is_read_than_tells_that_it_is_too_large(tmp_path: Path) -> None:
    file = tmp_path / "large"
    file.write_bytes(b"12345")
    assert content_of(file, limit=3) == b"1234"
    with pytest.raises(Refusal, match="mem"):
        content_of(Path("/proc/self/mem"), limit=3)
