import pytest

from reports.grouping import joined
from reports.intervals import possible, smoothed, whole, wilson


@pytest.mark.parametrize(
    ("reached", "known", "percents"),
    [
        (22, 40, (55, 40, 69)),
        (18, 36, (50, 34, 66)),
        (23, 38, (61, 45, 74)),
        (0, 10, (0, 0, 28)),
        (10, 10, (100, 72, 100)),
    ],
)
def test_that_wilson_gives_the_published_values(reached: int, known: int, percents: tuple[int, int, int]) -> None:
    """The first three are those of the sketch; the last two are 1 - 10/(10 + z²) and its mirror image."""
    share = wilson(reached, known)
    assert share is not None
    assert share.percents == percents


def test_that_nobody_has_no_share() -> None:
    assert wilson(0, 0) is None


def test_that_jeffreys_gives_the_tabled_interval() -> None:
    """Brown, Cai, DasGupta (2001), table 5: n = 10, x = 2."""
    assert smoothed(2, 10) == pytest.approx((0.044, 0.503), abs=0.001)


def test_that_halves_are_rounded_up() -> None:
    assert [whole(value) for value in (0.5, 1.5, 2.5, 62.4999)] == [1, 2, 3, 62]


def test_that_a_smoothed_interval_covers_every_count_that_is_possible() -> None:
    told = possible(30, 38, 40)
    assert told is not None
    low, high = told
    assert low % 10 == high % 10 == 0
    for count in range(30, 39):
        inner_low, inner_high = smoothed(count, 40)
        assert low <= 100 * inner_low
        assert high >= 100 * inner_high


def test_that_an_interval_that_says_nothing_is_not_told() -> None:
    assert possible(0, None, 20) is None


def test_that_small_groups_are_joined_to_a_neighbour_and_none_is_lost() -> None:
    runs = joined([12, 3, 30, 0, 2], 10)
    assert [place for run in runs for place in run] == [0, 1, 2, 3, 4]
    assert all(sum([12, 3, 30, 0, 2][place] for place in run) >= 10 for run in runs)
    assert joined([1, 2], 10) == [range(2)]
