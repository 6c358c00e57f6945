"""What docs/explanation/readiness.md claims of the rule, measured again on a smaller scale."""

import re
from io import StringIO

import numpy as np
import pytest
import yaml
from django.conf import settings
from django.core.management import call_command

from quizzes.readiness.rule import parse
from quizzes.readiness.usability import Setting, share_reaching

FILE = settings.BASE_DIR / "quizzes/readiness/data/rule_v1.yaml"
DOCUMENT = settings.BASE_DIR / "docs/explanation/readiness.md"
DISTANCES = (-1.0, 0.0, 0.5, 1.0, 1.5)


def documented() -> dict[tuple[int, int, float, int], list[float]]:
    """(level, items, guess, sittings) -> shares, as the table in the document has them."""
    rows = re.findall(r"^\| L(\d) \| (\d+) \| (\d+)% \| (\d) \| (.+) \|$", DOCUMENT.read_text(encoding="utf-8"), re.M)
    return {
        (int(level), int(items), int(guess) / 100, int(sittings)): [float(cell) for cell in cells.split("|")]
        for level, items, guess, sittings, cells in rows
    }


@pytest.mark.parametrize("level", [1, 2, 3])
@pytest.mark.parametrize("distance", [-1.0, 1.0])
def test_the_documented_shares_come_out_again(level: int, distance: float) -> None:
    data = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    cuts = data["cuts"]["levels"]
    share = share_reaching(
        Setting(cuts[level] + distance, level),
        cuts=cuts,
        test=parse(data).test,
        people=400,
        rng=np.random.default_rng(11),
    )
    told = documented()[(level, 12, 0.0, 1)][DISTANCES.index(distance)]
    assert share == pytest.approx(told, abs=0.09)  # 3.5 standard errors of 400 people


def test_every_condition_of_the_command_is_documented() -> None:
    assert len(documented()) == 15
    assert all(len(shares) == 5 for shares in documented().values())


@pytest.mark.django_db
def test_the_command_prints_the_table_and_one_summary() -> None:
    out = StringIO()
    call_command("simulate_rule", people=2, seed=1, stdout=out)
    lines = out.getvalue().strip().splitlines()
    assert len([line for line in lines if line.startswith("| L")]) == 15
    assert lines[-1].startswith("rule v1, 2 people a cell")
