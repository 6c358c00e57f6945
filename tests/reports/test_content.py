"""What a report says: key points, comparisons, proposals by rule. Figures of the sentences are counted by hand."""

from datetime import date, timedelta

import pytest

from reports.intervals import newcombe
from reports.models import Report, Snapshot
from reports.services.comparing import base_of
from reports.services.content import Content, content_of
from reports.services.points import MOST
from tests.factories import make_person
from tests.reports.factories import NOW, TOWNS, cohort, make_programme, make_snapshot, one_row

pytestmark = pytest.mark.django_db
OLD = {"as_of": date(2026, 9, 1), "made_at": NOW - timedelta(days=84), "source_hash": "1" * 64}


def rows(known: int, reached: int, unknown: int, **fields: object) -> list[dict[str, object]]:
    """Township deputies, so many with a result, so many of these basically ready, and so many without."""
    with_result = [one_row(grade="basic", levels={"A1": ("decided", 2)}, **fields) for _ in range(reached)]
    with_result += [one_row(grade="starting", levels={"A1": ("decided", 1)}, **fields) for _ in range(known - reached)]
    return with_result + [one_row(grade="unassessed", mode="", **fields) for _ in range(unknown)]


def said(content: Content) -> str:
    parts = [part.text for section in content.sections for part in section.paragraphs]
    return "".join([content.opening, *content.points, *parts])


def test_that_the_key_points_say_how_many_of_how_many_what_changed_and_what_is_asked() -> None:
    content = content_of(make_snapshot(rows(100, 60, 20)))
    assert content.points[0] == "应测评120人次（120人），已有有效结果100人次，暂无20人次。"
    assert "达到“基本胜任”及以上60人次，占60%（95%区间50%～69%）；暂无结果的如均未达到，为50%。" in content.points[1]
    assert "首次形成报告" in content.points[2]
    assert content.points[3].startswith("提请会议：一是审议本报告")
    assert sum(map(len, content.points)) <= MOST


def test_that_long_requests_are_pointed_at_from_the_key_points() -> None:
    content = content_of(make_snapshot(rows(100, 60, 20)), texts={"requests": "研" * 290})
    assert content.points[-1] == "提请会议研究的事项见第五部分。"
    assert content.sections[-1].head == "五、提请研究事项"
    assert sum(map(len, content.points)) <= MOST


def test_that_only_a_change_beyond_error_is_called_one() -> None:
    programme = make_programme()
    make_snapshot(rows(100, 50, 20), programme, **OLD)
    small = said(content_of(make_snapshot(rows(110, 60, 10), programme)))
    assert "该比例由50%变为55%，没有超出误差范围" in small
    assert "与2026年9月1日的上期相比，有结果的由100人次变为110人次" in small
    large = said(content_of(make_snapshot(rows(110, 95, 10), programme, source_hash="2" * 64)))
    assert "该比例由50%变为86%，超出误差范围" in large
    assert "镇人大代表达到“基本胜任”及以上的比例由50%变为86%，提高36个百分点" in large


def test_that_what_was_measured_otherwise_is_not_compared() -> None:
    programme = make_programme()
    make_snapshot(rows(100, 50, 20), programme, rules={"readiness": 9, "pass": 1, "framework": 1}, **OLD)
    assert "不作比较" in content_of(make_snapshot(rows(100, 90, 20), programme)).points[2]


def test_that_a_report_is_compared_with_the_last_one_that_was_sent() -> None:
    programme = make_programme()

    def taken(days: int, number: int) -> Snapshot:
        given = {"as_of": date(2026, 11, 24) - timedelta(days=days), "made_at": NOW - timedelta(days=days)}
        return make_snapshot([], programme, source_hash=f"{number:064x}", **given)

    oldest, sent, recent, now = taken(60, 1), taken(20, 2), taken(1, 3), taken(0, 4)
    assert base_of(now) == oldest, "nothing was sent, and less than four weeks is no distance"
    drafted, reviewed = make_person(), make_person()
    Report.objects.create(
        snapshot=sent,
        title="x",
        state="sent",
        drafted_by=drafted,
        drafted_at=NOW,
        reviewed_by=reviewed,
        reviewed_at=NOW,
        sent_at=NOW - timedelta(days=10),
    )
    assert base_of(now) == sent
    assert base_of(recent) == sent
    assert base_of(oldest) is None


def test_that_the_effect_of_training_is_told_only_of_those_measured_before_and_after() -> None:
    measured = rows(60, 40, 0)
    for place, row in enumerate(measured):
        row["before"] = "basic" if place < 10 else "starting"
    text = said(content_of(make_snapshot([*measured, *rows(30, 20, 0)])))
    assert "代表60人次，训前达到“基本胜任”及以上10人次，占17%；目前达到40人次，占67%，提高50个百分点" in text
    assert "没有对照组" in text
    assert "不能说明培训带来的变化" in said(content_of(make_snapshot(rows(60, 40, 0), make_programme("b"))))


def test_that_towns_speak_in_the_order_of_the_division_and_small_ones_are_not_judged() -> None:
    there = [row for place, town in enumerate(TOWNS[:3], 1) for row in rows(40, 24, 6, unit=town, unit_position=place)]
    few = rows(12, 10, 0, unit="中坝镇", unit_position=4)
    text = said(content_of(make_snapshot(there)))
    places = [text.index(f"{town}应测评46人次，有结果40人次，暂无6人次，达到的24人次，占60%") for town in TOWNS[:3]]
    assert places == sorted(places)
    assert text.count("与全区镇人大代表无明显差异") >= 3
    with_few = said(content_of(make_snapshot([*there, *few], make_programme("b"))))
    assert "中坝镇人数少，暂不能判断" in with_few


def test_that_what_staff_wrote_replaces_what_was_proposed() -> None:
    texts = {"opening": "开头一段。", "plans": "打算。", "requests": "甲。\n乙。"}
    content = content_of(make_snapshot(rows(100, 60, 20)), texts=texts)
    assert content.opening == "开头一段。现将截至2026年11月24日的有关情况报告如下。"
    assert [part.text for part in content.sections[4].paragraphs] == ["1.甲。", "2.乙。"]
    assert content.points[-1] == "提请会议：一是甲；二是乙。"


def test_that_next_steps_follow_from_the_figures() -> None:
    weak = said(content_of(make_snapshot(rows(100, 60, 20))))
    assert "对暂无结果的20人次" in weak
    assert "针对“认识数智人大”" in weak
    strong = said(content_of(make_snapshot(rows(100, 90, 0), make_programme("b"))))
    assert "补测补训" not in strong
    assert "促进学用结合" in strong


def test_that_the_national_figure_never_stands_without_its_caveat() -> None:
    snapshot = make_snapshot(cohort(1))
    assert "60.61" not in said(content_of(snapshot))
    text = said(content_of(snapshot, texts={"national": "1"}))
    assert "60.61%" in text
    assert "不能与本报告的比例直接比较" in text


def test_that_the_interval_of_a_difference_is_newcombes() -> None:
    """His table II: 56/70 against 48/80."""
    low, high = newcombe((48, 80), (56, 70)) or (0, 0)
    assert (round(low, 4), round(high, 4)) == (0.0524, 0.3339)
    assert newcombe((0, 0), (1, 2)) is None
