from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from lms.web.arguments import count
from lms.web.commands import SummaryCommand
from quizzes.appraisal import usability
from quizzes.appraisal.rule import parse
from quizzes.appraisal.services import rules
from quizzes.appraisal.usability import Conditions
from quizzes.psychometrics import recovery
from quizzes.psychometrics.answers import Floats
from quizzes.psychometrics.calibration import Calibration
from quizzes.psychometrics.recovery import Adaptive

TERMS = [(people, length) for people in (137, 97) for length in (24, 32, 40, 48)] + [(490, 32)]
"""People and items each of a simulated first term."""
PEOPLE = (137, 97, 490)
UNLUCKY = 0.6
"""The ability of the person whose first four answers are wrong."""
TRIES = 20
COHORT = 40
"""People of one replication, where areas are placed."""
CALIBRATED = 0.37
"""What thirty answers and a band leave unknown of a difficulty, in logits, by the first of these tables."""
PLACING = [Conditions(se, guess) for se in (0.7, CALIBRATED) for guess in (0.0, 0.1, 0.2)]
PLACING += [Conditions(0.7, guess, areas) for areas in (2, 1) for guess in (0.0, 0.2)]


class Command(SummaryCommand):
    help = "Show by simulation how well items and people are measured (docs/explanation/measurement.md)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--replications", type=count, default=200, help="simulated terms a size, at least 2 (200)")
        parser.add_argument("--seed", type=int, default=20261127, help="the same seed gives the same figures")
        parser.add_argument("--areas", action="store_true", help="how areas of the readiness test are placed, alone")

    def work(self, **options: Any) -> str:
        self.replications = max(options["replications"], 2)
        self.rng = np.random.default_rng(options["seed"])
        if options["areas"]:
            self._areas(options["seed"])
        else:
            self._measurement()
        return f"{self.replications} replications, seed {options['seed']}; ± is the Monte-Carlo standard error"

    def _measurement(self) -> None:
        self._first_terms()
        self._links()
        pools = [recovery.calibrated_pool(self.rng) for _one in self._each("pools")]
        self.difficulty = np.array([pool.difficulty for pool, _found in pools])
        self.known = np.array([found.difficulty for _pool, found in pools])
        self.error = np.array([found.difficulty_se for _pool, found in pools])
        self._terms_in_parts(pools)
        self._adaptive_terms()
        self._bad_starts()

    def _areas(self, seed: int) -> None:
        rule = parse(rules.newest())
        forms, areas = usability.forms_of(rule, seed), rule.areas
        judged = {f"error at most {areas.max_se}": replace(areas, sure=None), "in force": areas}
        judged["no limit of the error"] = replace(areas, sure=areas.posterior)
        self._head(f"areas placed, {COHORT} people a replication", "known to", "areas", "guess", "rule", "placed",
                   "wrongly, of all", "wrongly, of those placed", "placed beyond the limit",
                   "wrongly, of these")  # fmt: skip
        for conditions in PLACING:
            found = [
                usability.place(judged, conditions, rule=rule, forms=forms, people=COHORT, rng=self.rng)
                for _one in self._each("areas")
            ]
            for name in judged:
                rows = [one[name] for one in found]
                self._row(conditions.known_se, conditions.areas, f"{conditions.guess:.0%}", name,
                          _mean([one.placed / one.areas for one in rows]),
                          _mean([one.wrongly / one.areas for one in rows]),
                          _share([one.wrongly for one in rows], [one.placed for one in rows]),
                          f"{sum(one.beyond for one in rows) / sum(one.areas for one in rows):.3f}",
                          _share([one.beyond_wrongly for one in rows], [one.beyond for one in rows]))  # fmt: skip

    def _first_terms(self) -> None:
        self._head("first term in blocks", "people", "items each", "pool", "RMSE of θ", "95 % intervals of θ that hold",
                   "RMSE of b", "95 % intervals of b that hold", "reliability")  # fmt: skip
        for people, length in TERMS:
            found = [recovery.first_term(people, length, self.rng) for _one in self._each(f"{people}×{length}")]
            errors = [[getattr(one, name) for one in found] for name in ("theta_error", "b_error")]
            means = [[getattr(one, name) for one in found] for name in ("theta_coverage", "b_coverage", "reliability")]
            self._row(people, length, recovery.items_for(people, length), _root(errors[0]), _mean(means[0]),
                      _root(errors[1]), _mean(means[1]), _mean(means[2]))  # fmt: skip

    def _links(self) -> None:
        self._head(
            f"link over {recovery.ANCHORS} anchors", "people a term", "RMSE of the mean's change", "link SE told"
        )
        for people in PEOPLE:
            found = [recovery.link_error(people, self.rng) for _one in self._each(f"link {people}")]
            self._row(people, _root([missed**2 for missed, _se in found]), _mean([se for _missed, se in found]))

    def _terms_in_parts(self, pools: Sequence[tuple[recovery.Pool, Calibration]]) -> None:
        self._head(f"parts that adapt themselves, pool of {recovery.POOL}", "people", "items each", "RMSE of θ",
                   "95 % intervals of θ that hold", "shown most: share", "highest of all")  # fmt: skip
        for people in PEOPLE:
            length, off, held, most = [], [], [], []
            for pool, found in self.progress(pools, label=f"parts {people}"):
                sat, theta, share = recovery.term_in_parts(people, pool, found, self.rng)
                length.append(sat.length.mean())
                off.append(((sat.theta - theta) ** 2).mean())
                held.append((np.abs(sat.theta - theta) < 1.96 * sat.se).mean())
                most.append(share)
            self._row(people, _mean(length), _root(off), _mean(held), _mean(most), f"{max(most):.3f}")

    def _adaptive_terms(self) -> None:
        self._head(f"adaptive, pool of {recovery.POOL}", "sittings", "items each", "RMSE of θ",
                   "95 % intervals of θ that hold", "shown most: share", "highest of all")  # fmt: skip
        for people in PEOPLE:
            term = self._term()
            off, held, length = [], [], []
            for _person in self.progress(range(people), label=f"adaptive {people}"):
                theta = self.rng.normal(recovery.MEAN, recovery.SD, self.replications)
                sat = term.sit(theta)
                off.append((sat.theta - theta) ** 2)
                held.append(np.abs(sat.theta - theta) < 1.96 * sat.se)
                length.append(sat.length)
            self._row(people, _mean(np.mean(length, axis=0)), _root(np.mean(off, axis=0)),
                      _mean(np.mean(held, axis=0)), _mean(term.exposure), f"{term.exposure.max():.3f}")  # fmt: skip

    def _bad_starts(self) -> None:
        self._head(f"first four answers wrong at θ = {UNLUCKY}, 32 items", "practice items", "scored wrong",
                   "upper asymptote", "bias", "95 % intervals that hold")  # fmt: skip
        for practice in (*recovery.PRACTICE, 0):
            for asymptote in (1.0, recovery.ASYMPTOTE):
                term, theta = self._term(), np.full(self.replications, UNLUCKY)
                sat = [
                    term.sit(theta, fixed=32, wrong=4 - practice, asymptote=asymptote)
                    for _try in self.progress(range(TRIES), label="bad starts")
                ]
                off = np.array([one.theta - theta for one in sat])
                held = np.abs(off) < 1.96 * np.array([one.se for one in sat])
                self._row(practice, 4 - practice, f"{asymptote:.2f}", _mean(off.mean(axis=0)), _mean(held.mean(axis=0)))

    def _term(self) -> Adaptive:
        return Adaptive(self.difficulty, self.known, self.error, self.rng)

    def _each(self, label: str) -> Iterator[int]:
        return self.progress(range(self.replications), label=label)

    def _head(self, title: str, *columns: str) -> None:
        self.stdout.write(f"\n{title}\n\n| " + " | ".join(columns) + " |\n|" + "---|" * len(columns))

    def _row(self, *cells: object) -> None:
        self.stdout.write("| " + " | ".join(str(cell) for cell in cells) + " |")
        self.stdout.flush()


def _mean(values: Sequence[float] | Floats) -> str:
    array = np.asarray(values)
    return f"{array.mean():.3f} ± {array.std(ddof=1) / np.sqrt(len(array)):.3f}"


def _root(squares: Sequence[float] | Floats) -> str:
    """The root of the mean, its error by the delta method."""
    array = np.asarray(squares)
    root = float(np.sqrt(array.mean()))
    return f"{root:.3f} ± {array.std(ddof=1) / np.sqrt(len(array)) / (2 * root):.3f}"


def _share(part: Sequence[int], whole: Sequence[int]) -> str:
    """The sum of one over the sum of the other, its error by the delta method; a dash where the other is nothing."""
    some, of = np.asarray(part, dtype=np.float64), np.asarray(whole, dtype=np.float64)
    if not of.sum():
        return "–"
    share = some.sum() / of.sum()
    return f"{share:.3f} ± {(some - share * of).std(ddof=1) / np.sqrt(len(of)) / of.mean():.3f}"
