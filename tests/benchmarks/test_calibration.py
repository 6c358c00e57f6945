"""Our calibration beside mirt for Python, the fastest public one, on the same answers: time and memory, difficulties and
standard errors asked of both. Each runs in a process of its own with one thread, one after the other."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]
THREADS = {"OPENBLAS_NUM_THREADS": "1", "RAYON_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
BEGIN = """
import json, re, sys, time
import numpy as np
matrix = np.load(sys.argv[1])
def peak():  # of this process alone: ru_maxrss begins with what its parent held
    return int(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1]) / 1024
"""
OURS = """
from quizzes.psychometrics.answers import Answers
from quizzes.psychometrics.calibration import calibrate
def fit():
    found = calibrate(Answers.of_matrix(matrix), sd=1.0)
    return found.difficulty, found.difficulty_se
"""
THEIRS = """
import mirt
def fit():
    found = mirt.fit_mirt(matrix, model="1PL", accelerate="squarem", max_iter=2000)
    assert found.converged
    return found.model.parameters["difficulty"].ravel(), found.standard_errors["difficulty"].ravel()
"""
END = """
before, began = peak(), time.perf_counter()
difficulty, se = fit()
seconds = time.perf_counter() - began
print(json.dumps([seconds, peak() - before, list(difficulty), list(se)]))
"""


def answers(people: int, items: int, each: int) -> np.ndarray:
    """Simulated answers, `each` items a person, by chance; NaN where not asked."""
    rng = np.random.default_rng(20261127)
    theta, b = rng.normal(0, 1, (people, 1)), rng.normal(0, 1, items)
    right = (rng.random((people, items)) < 1 / (1 + np.exp(b - theta))).astype(float)
    order = rng.random(right.shape).argsort(axis=1)
    right[order >= each] = np.nan
    return right


def run(code: str, path: Path) -> tuple[float, float, np.ndarray, np.ndarray]:
    done = subprocess.run(
        [sys.executable, "-c", BEGIN + code + END, str(path)],
        cwd=ROOT, env=os.environ | THREADS, capture_output=True, text=True, check=True,
    )  # fmt: skip
    seconds, megabytes, difficulty, se = json.loads(done.stdout)
    return seconds, megabytes, np.array(difficulty), np.array(se)


@pytest.mark.parametrize(("people", "items", "each"), [(137, 180, 40), (10_000, 200, 30)])
def test_that_calibrating_finds_the_same_as_elsewhere_in_no_more_memory(
    people: int, items: int, each: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "answers.npy"
    np.save(path, answers(people, items, each))
    seconds, megabytes, difficulty, se = run(OURS, path)
    theirs, their_megabytes, their_difficulty, their_se = run(THEIRS, path)
    with capsys.disabled():
        print(
            f"\n{people:,} × {items}, {each} items each: ours {seconds:.2f} s and {megabytes:.0f} MB, "
            f"mirt {theirs:.2f} s and {their_megabytes:.0f} MB, ratio {seconds / theirs:.2f}"
        )
    assert difficulty == pytest.approx(their_difficulty, abs=0.02)
    assert se == pytest.approx(their_se, abs=0.01)
    assert megabytes < max(1.5 * their_megabytes, 200)
