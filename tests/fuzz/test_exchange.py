"""Files of questions that were damaged or forged. `./dev fuzz` takes ten times as many, and real ones too."""

import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CASES = {"text": 1200, "xml": 600, "archive": 250}
SCALE = int(os.environ.get("FUZZ_SCALE", "1"))


@pytest.mark.parametrize("family", CASES)
def test_that_no_file_ends_otherwise_than_in_questions_or_reasons(family: str) -> None:
    """In a process whose memory is bounded; whatever takes too long fails there as well."""
    cases = CASES[family] * SCALE
    seed = str(time.time_ns() % 2**32 if SCALE > 1 else 1)
    done = subprocess.run(
        [sys.executable, "-m", "tests.fuzz.run", family, str(cases), seed],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300 * SCALE,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    assert done.returncode == 0, f"seed {seed}\n{done.stderr[-4000:]}"
    assert done.stdout
    print(done.stdout)
    counted = re.match(r"(\d+) cases", done.stdout)
    assert counted
    assert int(counted[1]) >= cases * 0.95
