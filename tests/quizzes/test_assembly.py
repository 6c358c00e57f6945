"""Which items go into which section."""

import random
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.delivery.assembly import Want, assemble, shortages

WANTS = st.lists(
    st.builds(Want, st.integers(1, 4), st.lists(st.integers(0, 9), unique=True, max_size=8)), min_size=1, max_size=4
)


def most(wants):
    """How many items the sections can hold together at most, by trying every way (Hall: over all sets of sections)."""
    slots = sum(want.count for want in wants)
    lacking = 0
    for picked in product((False, True), repeat=len(wants)):
        some = [want for want, one in zip(wants, picked, strict=True) if one]
        reach = {item for want in some for item in want.fitting}
        lacking = max(lacking, sum(want.count for want in some) - len(reach))
    return slots - lacking


@settings(max_examples=300, deadline=None)
@given(WANTS, st.sets(st.integers(0, 9)), st.integers(0, 99))
def test_that_a_draw_is_short_only_where_no_choice_could_fill_it(wants, seen, seed):
    chosen = assemble(random.Random(seed), wants, seen)
    flat = [item for one in chosen for item in one]
    assert len(flat) == len(set(flat)) == most(wants)
    for want, got in zip(wants, chosen, strict=True):
        assert set(got) <= set(want.fitting)
        assert len(got) <= want.count
    assert chosen == assemble(random.Random(seed), wants, seen)


def test_that_an_earlier_section_gives_way_for_a_later_one():
    wants = [Want(2, range(4)), Want(2, [0, 1])]
    for seed in range(20):
        first, second = assemble(random.Random(seed), wants, ())
        assert (sorted(first), sorted(second)) == ([2, 3], [0, 1])


def test_that_items_not_seen_come_first_and_each_is_drawn_equally_often():
    drawn = [assemble(random.Random(seed), [Want(2, range(6))], {0, 1})[0] for seed in range(1200)]
    assert not any({0, 1} & set(one) for one in drawn)
    for item in (2, 3, 4, 5):
        assert 500 < sum(item in one for one in drawn) < 700


def test_that_shortages_are_told_by_section():
    assert shortages([Want(3, range(5)), Want(4, range(5, 8))]) == {1: 1}
    assert shortages([Want(3, range(3))]) == {}
