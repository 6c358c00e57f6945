from argparse import ArgumentParser
from typing import Any

import numpy as np
from django.utils import timezone

from lms.web.commands import SummaryCommand
from quizzes.readiness.rule import parse
from quizzes.readiness.services import rules
from quizzes.readiness.usability import Setting, share_reaching

DISTANCES = (-1.0, 0.0, 0.5, 1.0, 1.5)
"""How far a person stands from the threshold, in logits."""
CONDITIONS = ((4, 0.0, 1), (6, 0.0, 1), (4, 0.0, 3), (4, 0.2, 1), (4, 0.2, 3))
"""Items a level, chance to guess, sittings."""


class Command(SummaryCommand):
    help = "Show by simulation whom the readiness rule lets reach which level (docs/explanation/readiness.md)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--people", type=int, default=1000, help="simulated people a cell")
        parser.add_argument("--seed", type=int, default=20261124)

    def work(self, **options: Any) -> str:
        people, seed = options["people"], options["seed"]
        row = rules.in_force(timezone.localdate())
        test = parse(row.data).test
        cuts = {int(level): float(theta) for level, theta in row.data["cuts"]["levels"].items()}
        rng = np.random.default_rng(seed)
        self.stdout.write("| level | items | guess | sittings | " + " | ".join(f"{d:+.1f}" for d in DISTANCES) + " |")
        self.stdout.write("|---|---|---|---|" + "---|" * len(DISTANCES))
        rows = [(level, *condition) for level in (1, 2, 3) for condition in CONDITIONS]
        for level, per_level, guess, sittings in self.progress(rows):
            shares = [
                share_reaching(
                    Setting(cuts[level] + distance, level, per_level, guess, sittings),
                    cuts=cuts,
                    test=test,
                    people=people,
                    rng=rng,
                )
                for distance in DISTANCES
            ]
            cells = " | ".join(f"{share:.2f}" for share in shares)
            self.stdout.write(f"| L{level} | {3 * per_level} | {guess:.0%} | {sittings} | {cells} |")
        return (
            f"rule v{row.version}, {people} people a cell, standard error at most {0.5 / people**0.5:.3f}, seed {seed}"
        )
