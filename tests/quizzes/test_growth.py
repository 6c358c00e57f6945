"""A change is claimed only beyond the errors of both measurements and of the link."""

import numpy as np
import pytest

from quizzes.psychometrics.growth import change, group_change, unshrunk
from quizzes.psychometrics.person import estimate


def test_two_measurements_of_the_programmes_length_need_a_logit_between_them() -> None:
    assert change(0.0, 0.385, 1.0, 0.385).margin == pytest.approx(1.067, abs=0.001)
    assert not change(0.0, 0.385, 1.0, 0.385).beyond and change(0.0, 0.385, 1.1, 0.385).beyond
    assert change(1.1, 0.385, 0.0, 0.385).beyond
    assert not change(0.0, 0.385, 1.1, 0.385, link_se=0.15).beyond


def test_whoever_stood_still_is_called_changed_in_at_most_one_of_twenty() -> None:
    """Posterior means scatter less than their errors say, so it is less than one of twenty, never more."""
    rng = np.random.default_rng(20261127)
    b, claims = rng.normal(0, 0.8, 32), 0
    for theta in rng.normal(0.2, 1.1, 400):
        first, second = (estimate((rng.random(32) < 1 / (1 + np.exp(b - theta))).astype(float), b) for _ in range(2))
        claims += change(first.theta, first.se, second.theta, second.se).beyond
    assert claims / 400 <= 0.06


def test_a_groups_change_is_that_of_the_mean_with_students_margin() -> None:
    found = group_change([0.0, 0.0, 0.0], [0.1, 0.2, 0.3])
    # mean 0.2, s = 0.1, s/√3 = 0.0577; t(0.975, 2) = 4.303
    assert (found.change, found.people) == (pytest.approx(0.2), 3)
    assert (found.low, found.high) == pytest.approx((0.2 - 0.2484, 0.2 + 0.2484), abs=1e-3)
    assert not found.beyond and group_change([0.0] * 3, [0.2, 0.2001, 0.2]).beyond
    assert not group_change([0.0] * 3, [0.2, 0.2001, 0.2], link_se=0.1).beyond


def test_a_groups_growth_is_found_again_unbiased_and_covered() -> None:
    rng, found = np.random.default_rng(7), []
    for _group in range(60):
        theta, b = rng.normal(0, 1.0, 40), rng.normal(0, 0.8, 24)

        def measured(abilities: np.ndarray, b: np.ndarray = b) -> np.ndarray:
            answers = rng.random((len(abilities), len(b))) < 1 / (1 + np.exp(b - abilities[:, None]))
            rows = [estimate(row.astype(float), b) for row in answers]
            return unshrunk([row.theta for row in rows], [row.se for row in rows], 0.0, 1.1)

        found.append(group_change(measured(theta), measured(theta + 0.4)))
    assert np.mean([one.change for one in found]) == pytest.approx(0.4, abs=0.04)
    assert np.mean([one.low <= 0.4 <= one.high for one in found]) >= 0.88


@pytest.mark.parametrize("arguments", [([0.0], [1.0]), ([0.0, 0.0], [1.0])], ids=["one person", "lengths"])
def test_what_is_no_group_is_refused(arguments: tuple[list[float], list[float]]) -> None:
    with pytest.raises(ValueError):
        group_change(*arguments)


def test_errors_that_say_nothing_are_refused() -> None:
    with pytest.raises(ValueError):
        change(0.0, 0.0, 1.0, 0.4)
    with pytest.raises(ValueError):
        unshrunk([0.0], [1.05], 0.0, 1.1)
