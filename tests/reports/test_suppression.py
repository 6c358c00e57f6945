"""What is withheld cannot be read, subtracted or squeezed out; checked by a solver of the tests' own."""

import random

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from reports.reading import Reader
from reports.suppression import THRESHOLD, WIDTH, Cell, Equation, Inclusion, System, primary, withheld

CLASSES = ("below", "reached")


def two_tables(seed: int, units: int, most: int, reach: float) -> System:
    """Units and age bands of one population, each in two classes, with their shared total."""
    rng = random.Random(seed)
    counts: dict[Cell, int] = {}
    people = [
        (f"unit{unit}", f"age{rng.randrange(4)}", "reached" if rng.random() < reach else "below")
        for unit in range(units)
        for _ in range(rng.randint(1, most))
    ]
    rows = {
        "units": [f"unit{unit}" for unit in range(units)],
        "ages": [f"age{age}" for age in range(4)],
        "all": ["all"],
    }
    for table, names in rows.items():
        for name in names:
            for column in ("known", *CLASSES):
                counts[table, name, column] = 0
    for unit, age, reached in people:
        for cell in (("units", unit), ("ages", age), ("all", "all")):
            counts[(*cell, "known")] += 1
            counts[(*cell, reached)] += 1
    equations = [
        Equation((table, name, "known"), tuple((table, name, column) for column in CLASSES))
        for table, names in rows.items()
        for name in names
    ]
    equations += [
        Equation(("all", "all", column), tuple((table, name, column) for name in rows[table]))
        for table in ("units", "ages")
        for column in ("known", *CLASSES)
    ]
    telling = {cell: (cell[0], cell[1], "known") for cell in counts if cell[2] in CLASSES}
    return System(counts, tuple(equations), (), telling)


def ranges(system: System, hidden: set[Cell]) -> dict[Cell, tuple[float, float]]:
    """The feasible range of each withheld cell, over dense matrices that are built here from the published cells."""
    order = sorted(hidden)
    rows, sums = [], []
    for one in system.equations:
        row, known = np.zeros(len(order)), 0.0
        for cell, sign in [(one.total, -1), *((part, 1) for part in one.parts)]:
            if cell in hidden:
                row[order.index(cell)] += sign
            else:
                known -= sign * system.counts[cell]
        if row.any():
            rows.append(row)
            sums.append(known)
    found = {}
    for place, cell in enumerate(order):
        aim = np.eye(len(order))[place]
        ends = []
        for sign in (1, -1):
            result = linprog(sign * aim, A_eq=np.array(rows), b_eq=sums, bounds=(0, None), method="highs-ds")
            assert result.status in {0, 3}
            ends.append(sign * np.inf * -1 if result.status == 3 else sign * result.fun)
        found[cell] = (ends[0], ends[1])
    return found


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    seed=st.integers(0, 10**6), units=st.integers(2, 7), most=st.integers(3, 40), reach=st.sampled_from([0.1, 0.5, 0.9])
)
def test_that_no_withheld_cell_can_be_worked_out(seed: int, units: int, most: int, reach: float) -> None:
    system = two_tables(seed, units, most, reach)
    reasons = withheld(system)
    assert not [cell for cell, count in system.counts.items() if 0 < count < THRESHOLD and cell not in reasons]
    for cell, (low, high) in ranges(system, set(reasons)).items():
        assert np.floor(high + 1e-6) - np.ceil(low - 1e-6) >= WIDTH, cell
        if cell in primary(system):
            assert high >= THRESHOLD - 1e-6, f"{cell} is known to be small"


@settings(max_examples=6, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_that_the_reader_of_the_product_sees_what_the_solver_of_the_tests_sees(seed: int) -> None:
    system = two_tables(seed, 5, 15, 0.6)
    hidden = set(withheld(system))
    reader = Reader(system, hidden)
    for cell, (low, high) in ranges(system, hidden).items():
        least, greatest = reader.range(cell)
        assert least == np.ceil(low - 1e-6)
        assert (np.inf if greatest is None else greatest) == (high if np.isinf(high) else np.floor(high + 1e-6))


def test_that_nothing_is_withheld_where_nothing_is_small() -> None:
    counts = {("t", "r", "known"): 30, ("t", "r", "below"): 10, ("t", "r", "reached"): 20}
    system = System(counts, (Equation(("t", "r", "known"), (("t", "r", "below"), ("t", "r", "reached"))),))
    assert withheld(system) == {}


def test_that_an_empty_class_of_ability_is_withheld_and_an_empty_count_of_others_is_not() -> None:
    cells = {name: ("t", "r", name) for name in ("due", "known", "unknown", "below", "reached")}
    counts = dict(zip(cells.values(), (30, 30, 0, 0, 30), strict=True))
    equations = (
        Equation(cells["due"], (cells["known"], cells["unknown"])),
        Equation(cells["known"], (cells["below"], cells["reached"])),
    )
    telling = {cells["below"]: cells["known"], cells["reached"]: cells["known"]}
    found = withheld(
        System(counts, equations, (), telling), cost=lambda cell: 10.0 if cell[2] in ("due", "known") else 1
    )
    assert found == {cells["below"]: "primary", cells["reached"]: "secondary"}


def test_that_a_class_of_four_is_not_told_by_its_neighbours_either() -> None:
    """The rule n − x < 5: the large class of two goes with the small one."""
    counts = {("t", "r", "known"): 34, ("t", "r", "below"): 4, ("t", "r", "reached"): 30}
    system = System(counts, (Equation(("t", "r", "known"), (("t", "r", "below"), ("t", "r", "reached"))),))
    found = withheld(system, cost=lambda cell: 10.0 if cell[2] == "known" else 1.0)
    assert set(found) == {("t", "r", "below"), ("t", "r", "reached")}


def test_that_an_inclusion_is_no_way_in() -> None:
    """A small count below another one: what is larger may not push it up to its value."""
    inner, outer, rest, whole = (("t", "r", name) for name in ("inner", "outer", "rest", "whole"))
    counts = {inner: 4, outer: 5, rest: 45, whole: 50}
    system = System(counts, (Equation(whole, (outer, rest)),), (Inclusion(inner, outer),))
    hidden = withheld(system)
    assert Reader(system, hidden).range(inner)[1] != 5


def test_that_the_same_system_gives_the_same_decision() -> None:
    assert withheld(two_tables(7, 6, 12, 0.7)) == withheld(two_tables(7, 6, 12, 0.7))


def test_that_what_was_withheld_before_stays_withheld() -> None:
    system = two_tables(3, 5, 40, 0.5)
    kept = ("ages", "age1", "reached")
    assert kept in withheld(system, already=[kept])


def test_that_counts_which_do_not_add_up_are_refused() -> None:
    whole, part = ("t", "r", "known"), ("t", "r", "below")
    with pytest.raises(ValueError, match="not the sum"):
        System({whole: 3, part: 2}, (Equation(whole, (part,)),))
    with pytest.raises(ValueError, match="larger"):
        System({whole: 1, part: 2}, (), (Inclusion(part, whole),))
