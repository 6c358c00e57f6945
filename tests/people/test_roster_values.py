"""Single cells: what is read, and the code of what is wrong."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.people.roster import values
from lms.people.roster.faults import Code
from lms.people.roster.masks import masked, neutral
from lms.people.roster.values import Wrong

TODAY = date(2026, 11, 27)


def code(parse: Callable[..., object], *args: object, **options: object) -> str:
    with pytest.raises(Wrong) as wrong:
        parse(*args, **options)
    return str(wrong.value.code)


@pytest.mark.parametrize(
    "cell",
    [
        "1971-11", "1971年11月", "1971.11", "1971/11", "197111", 197111.0, "19711103", "1971-11-03", "1971年11月3日", "1971/11/3",
        "１９７１－１１", " 1971 - 11 ", 26238.0, "26238", datetime(1971, 11, 3), date(1971, 11, 3), 1971.11, "'1971-11",
        "1971-11-03 00:00:00",
    ],
)  # fmt: skip
def test_that_a_month_of_birth_is_read_in_every_usual_spelling(cell: object) -> None:
    assert values.born(cell, today=TODAY) == date(1971, 11, 1)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("", "born_missing"), (None, "born_missing"), ("1972-13", "born_no_such_month"), ("197200", "born_no_such_month"),
        ("2031-05", "born_in_future"), ("1900-01", "born_too_early"), ("71.11", "born_unreadable"), ("x", "born_unreadable"),
        (1971.1, "born_ambiguous"), ("1971.1", "born_ambiguous"), ("510000197111032", "born_unreadable"), (True, "born_unreadable"),
    ],
)  # fmt: skip
def test_that_a_month_that_cannot_be_is_named(cell: object, expected: str) -> None:
    assert code(values.born, cell, today=TODAY) == expected


@pytest.mark.parametrize(
    "cell",
    [
        "19900000001",
        19900000001.0,
        "+86 199 0000 0001",
        "１９９０００００００１",
        "'19900000001",
        "\t199-0000-0001",
        "\u202d19900000001\u202c",
        "199\u200b00000001\ufeff",
    ],
)
def test_that_a_mobile_number_is_read_in_every_usual_spelling(cell: object) -> None:
    assert values.phone(cell) == "19900000001"  # type: ignore[arg-type]


def test_that_a_deputy_may_have_no_telephone() -> None:
    assert values.phone(None) == values.phone(" ") == ""


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("1990000", "phone_too_short"), (1990000.0, "phone_too_short"), ("199000000012", "phone_too_long"),
        ("1.99E+10", "phone_rounded"), ("028-83690000", "phone_not_mobile"), ("12900000001", "phone_not_mobile"),
        ("19900000001/19900000002", "phone_not_mobile"), ("无", "phone_not_mobile"),
    ],
)  # fmt: skip
def test_that_a_number_that_cannot_be_is_named(cell: object, expected: str) -> None:
    assert code(values.phone, cell) == expected


@pytest.mark.parametrize(
    "name",
    [
        "李𬱖",
        "张䶮",
        "赵〇",
        "阿依古丽·买买提",
        "张𠅤",
        "扎西  顿珠",
        "㑳镕",
        "张Ａ明",
        "龙　飞",
        "李\U0002ebf0",
        "李\U00031350",
        "扎西（大）",
    ],
)
def test_that_a_name_keeps_every_code_point(name: str) -> None:
    assert values.name(f" \u3000{name}\t") == name


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("", "name_missing"), ("\u3000", "name_missing"), ("=1+1", "name_formula"), ("+cmd", "name_formula"), ("-王", "name_formula"),
        ("@x", "name_formula"), ("＝王", "name_formula"), ("王\u200b芳", "name_unprintable"), ("王\x07芳", "name_unprintable"),
        ("王\ue000", "name_unprintable"), ("19900000001", "name_no_name"), (12.0, "name_no_name"), ("……", "name_no_name"),
        ("第1选区", "name_no_name"), ("马莉（女，回族）", "name_with_remark"), ("王芳(女)", "name_with_remark"), ("王" * 65, "name_too_long"),
    ],
)  # fmt: skip
def test_that_what_is_no_name_is_named(cell: object, expected: str) -> None:
    assert code(values.name, cell) == expected


def test_that_a_formula_is_no_name_whatever_it_gives() -> None:
    assert code(values.name, "王芳", formula=True) == "name_formula"


@pytest.mark.parametrize(
    "cell", ["第十九届", "十九届", "19", 19.0, "第19届", "第 十九 届", "青禾区第十九届人民代表大会", "１９"]
)
def test_that_a_term_is_read_in_every_usual_spelling(cell: object) -> None:
    assert values.term_number(cell, example="") == 19  # type: ignore[arg-type]


def test_that_places_are_folded_and_told_apart() -> None:
    assert values.district(" １ ") == values.district("第1选区") == values.district("第1选区\u200b") == "第1选区"
    assert values.district("柳河镇 第25选区") == "柳河镇第25选区"
    assert code(values.district, "柳河镇") == "district_unreadable"
    assert values.delegation("柳河镇代表团（第一组）") == "柳河镇代表团(第一组)"
    assert values.delegation("") == ""
    assert code(values.delegation, "柳河镇") == "delegation_unreadable"
    assert values.delegation_kind("柳河镇第1代表小组") == "group"
    assert values.delegation_kind("柳河镇代表团") == "delegation"
    assert values.stations("柳河镇人大代表之家、第一代表联络站；第一代表联络站") == (
        "柳河镇人大代表之家",
        "第一代表联络站",
    )
    assert values.station_kind("柳河镇人大代表之家") == "home"
    assert code(values.district, "选区" * 40) == "too_long"


def answer(parse: Callable[..., object], *cells: Any, **more: Any) -> object:
    """What the parser makes of it, or the fault that it names."""
    try:
        return parse(*cells, **more)
    except Wrong as wrong:
        return wrong.code


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=30))
def test_that_no_text_breaks_a_parser(text: str) -> None:
    """Each gives words or names a fault; nothing else comes out."""
    for parse in (values.name, values.phone, values.sex, values.level, values.district, values.ethnicity):
        assert isinstance(answer(parse, text), str)
    assert isinstance(answer(values.stations, text), (tuple, Code))
    assert isinstance(answer(values.born, text, today=TODAY), (date, Code))
    assert isinstance(answer(values.term_number, text, example=""), (int, Code))


@settings(max_examples=60, deadline=None)
@given(st.floats(allow_nan=True, allow_infinity=True))
def test_that_no_number_breaks_a_parser(number: float) -> None:
    for parse in (values.name, values.phone):
        assert isinstance(answer(parse, number), str)
    assert isinstance(answer(values.born, number, today=TODAY), (date, Code))


@pytest.mark.parametrize(
    ("field", "value", "shown"),
    [
        ("phone", "19900000001", "199****0001"), ("phone", "1990000", "199****"), ("born", "1972-13", "****-13"),
        ("name", "王秀兰", "王*兰"), ("sex", "王秀兰", "王*兰"), ("sex", "未知", "未知"), ("congress", "19900000001", "199********"),
        ("level", "村", "村"), ("name", "", ""),
    ],
)  # fmt: skip
def test_that_a_value_is_masked_wherever_it_stands(field: str, value: str, shown: str) -> None:
    assert masked(field, value) == shown


@pytest.mark.parametrize("value", ["=1+1", "+1", "-1", "@x", "\t=1", "|x"])
def test_that_no_value_is_a_formula_to_a_spreadsheet(value: str) -> None:
    assert neutral(value).startswith("'")
    assert neutral("王芳") == "王芳"
