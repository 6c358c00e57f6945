from argparse import ArgumentParser
from typing import Any

import numpy as np
from django.utils import timezone

from lms.web.arguments import count
from lms.web.commands import SummaryCommand
from quizzes.readiness.rule import TestRule, parse
from quizzes.readiness.services import rules
from quizzes.readiness.usability import Setting, share_reaching
from quizzes.readiness.usability_of_grades import Conditions, agreement, called_ready, cohort, profile

DISTANCES = (-1.0, 0.0, 0.5, 1.0, 1.5)
"""How far a person stands from the threshold, in logits."""
CONDITIONS = ((4, 0.0, 1), (6, 0.0, 1), (4, 0.0, 3), (4, 0.2, 1), (4, 0.2, 3))
"""Items a level, chance to guess, sittings."""
CORES = (3, 11, 13)
"""Of a short programme; of the starter programme for township and for district deputies."""
POSTERIORS = (0.5, 0.6, 0.7, 0.8, 0.9)
CORRELATION = 0.7
"""Of any two competences, in the simulated cohort and in a shared prior."""


class Command(SummaryCommand):
    help = "Show by simulation whom the readiness rule calls what (docs/explanation/readiness.md)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--people", type=count, default=1000, help="simulated people a cell")
        parser.add_argument("--seed", type=int, default=20261124)
        parser.add_argument("--grade", action="store_true", help="the overall grade instead of single levels")

    def work(self, **options: Any) -> str:
        people, seed = options["people"], options["seed"]
        row = rules.in_force(timezone.localdate())
        test = parse(row.data).test
        cuts = {int(level): float(theta) for level, theta in row.data["cuts"]["levels"].items()}
        rng = np.random.default_rng(seed)
        if options["grade"]:
            self._grades(people, cuts[parse(row.data).grades.core_level], test, rng)
        else:
            self._levels(people, cuts, test, rng)
        return (
            f"rule v{row.version}, {people} people a cell, standard error at most {0.5 / people**0.5:.3f}, seed {seed}"
        )

    def _levels(self, people: int, cuts: dict[int, float], test: TestRule, rng: np.random.Generator) -> None:
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

    def _grades(self, people: int, cut: float, test: TestRule, rng: np.random.Generator) -> None:
        self.stdout.write(
            "| cores | items | sittings | guess | recalled | prior | P wanted "
            "| 1 above all | 1 below one | 1 below all | two forms agree | kappa |\n|" + "---|" * 12
        )
        for cores, conditions in self.progress(
            [(cores, one) for cores in CORES for one in _conditions(cut, test.posterior)]
        ):
            whole = cohort(people, cores, CORRELATION, test, rng)
            above = profile(people, cores, cut + 1)
            below = profile(people, cores, cut + 1, low=cut - 1)
            lowest = profile(people, cores, cut - 1)
            shares = [called_ready(theta, conditions, test, rng).mean() for theta in (above, below, lowest)]
            forms = [called_ready(whole, conditions, test, rng) for _form in range(2)]
            same, kappa = agreement(*forms)
            self.stdout.write(
                f"| {cores} | {3 * conditions.per_level} | {conditions.sittings} | {conditions.guess:.0%} "
                f"| {conditions.recalled:.0%} | {'shared' if conditions.shared else 'each'} "
                f"| {conditions.posterior:.1f} | "
                + " | ".join(f"{value:.2f}" for value in (*shares, same, kappa))
                + " |"
            )


def _conditions(cut: float, posterior: float) -> list[Conditions]:
    """The trade-off curve of P for one, three and four sittings, and with a shared prior; then, at the rule's P, longer
    tests, lucky answers, and keys that are known by heart."""
    curves = ((1, 0.0), (3, 0.0), (4, 0.0), (3, CORRELATION))
    return [
        *(Conditions(cut, one, sittings=sittings, shared=shared) for sittings, shared in curves for one in POSTERIORS),
        *(Conditions(cut, posterior, per_level, sittings) for per_level, sittings in ((5, 3), (6, 1), (6, 3))),
        *(Conditions(cut, posterior, sittings=4, guess=guess) for guess in (0.1, 0.2)),
        *(Conditions(cut, posterior, sittings=4, recalled=recalled) for recalled in (0.1, 0.3)),
    ]
