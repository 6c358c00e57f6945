"""The number of a certificate: what is mistyped is found, and named as far as it can be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates.masking import masked
from certificates.serial import ALPHABET, GROUP, LENGTH, canonical, encode, grouped, misprint, new_serial

numbers = st.integers(0, (1 << 128) - 1)
places = st.integers(0, LENGTH - 1)


def changed(serial: str, place: int, step: int) -> str:
    return serial[:place] + ALPHABET[(ALPHABET.index(serial[place]) + step) % 32] + serial[place + 1 :]


@given(numbers)
def test_that_every_number_gives_a_serial_without_a_fault(number: int) -> None:
    serial = encode(number)
    assert len(serial) == LENGTH
    assert misprint(serial) is None


@given(numbers, places, st.integers(1, 31))
def test_that_one_wrong_character_is_found_and_its_group_named(number: int, place: int, step: int) -> None:
    fault = misprint(changed(encode(number), place, step))
    assert fault is not None
    assert (fault.kind, fault.groups) == ("group", (place // GROUP + 1,))


@given(numbers, st.lists(places, min_size=2, max_size=2, unique=True), st.integers(1, 31), st.integers(1, 31))
def test_that_two_wrong_characters_never_pass(number: int, pair: list[int], step: int, more: int) -> None:
    one, other = pair
    assert misprint(changed(changed(encode(number), one, step), other, more)) is not None


@given(numbers.filter(lambda number: len(set(encode(number))) > 1), st.data())
def test_that_a_swap_of_neighbours_is_found_and_its_group_is_among_those_named(
    number: int, data: st.DataObject
) -> None:
    serial = encode(number)
    place = data.draw(st.sampled_from([i for i in range(LENGTH - 1) if serial[i] != serial[i + 1]]))
    swapped = serial[:place] + serial[place + 1] + serial[place] + serial[place + 2 :]
    fault = misprint(swapped)
    assert fault is not None
    assert fault.kind == "swapped"
    assert place // GROUP + 1 in fault.groups


@given(numbers)
def test_that_a_serial_is_read_however_a_chinese_keyboard_types_it(number: int) -> None:
    serial = encode(number)
    wide = "".join(chr(ord(character) + 0xFEE0) for character in grouped(serial))
    alike = grouped(serial).lower().replace("0", "o").replace("1", "l").replace("-", " — ")
    assert canonical(wide) == canonical(alike) == serial


@pytest.mark.parametrize(("typed", "kind"), [("", "length"), ("ABC", "length"), ("U" * LENGTH, "character")])
def test_that_what_is_no_serial_is_told_apart(typed: str, kind: str) -> None:
    fault = misprint(typed)
    assert fault is not None
    assert fault.kind == kind


def test_that_a_short_group_is_named() -> None:
    groups = grouped(encode(7)).split("-")
    groups[2] = groups[2][:3]
    fault = misprint("-".join(groups))
    assert fault is not None
    assert (fault.kind, fault.groups, fault.typed) == ("length", (3,), LENGTH - 1)


def test_that_serials_hold_all_bits_of_the_source() -> None:
    asked = []

    def bits(count: int) -> int:
        asked.append(count)
        return (1 << count) - 1

    assert new_serial(bits) == encode((1 << 128) - 1)
    assert asked == [128]
    with pytest.raises(ValueError, match="128 bits"):
        encode(1 << 128)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("张三", "张*"),
        ("张小三", "张*三"),
        ("欧阳小三", "欧**三"),
        ("阿卜杜拉·买买提", "阿***·买**"),
        ("𠮷野", "𠮷*"),
        ("龘", "*"),
        ("", ""),
    ],
)
def test_that_a_stranger_sees_a_name_masked(name: str, shown: str) -> None:
    assert masked(name) == shown
