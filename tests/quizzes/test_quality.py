"""The quality page: what is reckoned and kept, what it says, what it must not show."""

from datetime import date, timedelta

import numpy as np
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lms.people.models import Person, Role
from quizzes.bank.models import ItemBank, ItemVersion, Recheck, Source, SourceRevision
from quizzes.calibration.selectors.responses import material_of, material_of_banks
from quizzes.calibration.services.calibrating import Wanted, calibrate
from quizzes.delivery.services import statistics
from quizzes.quality import advice, cells
from quizzes.quality.models import QualityReport
from quizzes.quality.selectors import ageing
from quizzes.quality.services import reckoning
from tests.factories import make_staff
from tests.quizzes.analysis_factories import Answer, make_people, make_versions, sat
from tests.quizzes.bank_factories import make_committee, make_trainer
from tests.quizzes.delivery_factories import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def trainer(client: Client) -> Person:
    person = make_trainer()
    client.force_login(person)
    return person


def answers(people: int, items: int, seed: int = 1) -> list[list[Answer]]:
    """As people of scattered ability would, under the model."""
    rng = np.random.default_rng(seed)
    logit = rng.normal(0, 1.2, (people, 1)) - np.linspace(-1.5, 1.5, items)
    right = rng.random((people, items)) < 1 / (1 + np.exp(-logit))
    return [["b" if one else "a" for one in row] for row in right]


def filled(people: int = 60, items: int = 12, purpose: str = "module") -> list[ItemVersion]:
    versions = make_versions(*["single"] * items, purpose=purpose)
    sat(versions, answers(people, items))
    return versions


def bank_of(versions: list[ItemVersion]) -> ItemBank:
    return versions[0].item.bank


def page_of(client: Client, bank: ItemBank) -> str:
    answer = client.get(reverse("quality:detail", args=[bank.pk]))
    assert answer.status_code == 200
    return answer.content.decode()


# what may be shown of counts


def test_that_a_single_small_count_takes_the_next_one_with_it() -> None:
    assert cells.withheld([40, 3, 12]) == [False, True, True]
    assert cells.withheld([40, 3, 2]) == [False, True, True]
    assert cells.withheld([40, 0, 12]) == [False, False, False]
    assert cells.withheld([3, 0]) == [True, False]


def test_that_classes_are_joined_until_none_is_small() -> None:
    assert cells.joined([0, 1, 4, 6, 0, 7, 2, 0]) == [(1, 3, 5), (3, 4, 6), (4, 5, 0), (5, 7, 9)]
    assert cells.joined([1, 2]) == []
    assert sum(n for _low, _high, n in cells.joined([3, 0, 0, 2, 9, 0, 1])) == 15
    for seed in range(200):
        counts = np.random.default_rng(seed).integers(0, 7, 12).tolist()
        found = cells.joined(counts)
        assert all(n == 0 or n >= 5 for _low, _high, n in found)
        assert sum(n for _low, _high, n in found) == (sum(counts) if sum(counts) >= 5 else 0)


# reckoning


def test_that_the_answers_there_are_give_provisional_figures() -> None:
    versions = filled()
    report = reckoning.reckon(bank=bank_of(versions), now=NOW)
    data = report.data
    assert report.calibration is None
    assert (data["people"], data["answers"], data["sat"]) == (60, 720, 60)
    assert 0.4 < data["reliability"] < 0.95
    assert [one["version"] for one in data["items"]] == [version.pk for version in versions]
    hard = {one["version"]: one["difficulty"] for one in data["items"]}
    assert hard[versions[0].pk] < hard[versions[-1].pk]
    assert sum(n for _low, _high, n in data["persons"]) == 60
    assert all(n == 0 or n >= 5 for _low, _high, n in data["persons"])


def test_that_a_frozen_calibration_is_used_and_two_of_them_show_drift() -> None:
    versions = filled(items=8)
    bank = bank_of(versions)
    first, _new = calibrate(material=material_of(bank), wanted=Wanted(), now=NOW)
    report = reckoning.reckon(bank=bank, now=NOW)
    assert report.calibration == first
    assert report.data["reliability"] == first.reliability
    assert {one["difficulty"] for one in report.data["items"]} == set(
        first.parameters.values_list("difficulty", flat=True)
    )
    assert report.data["drift"] is None
    sat(versions, [["b", *row[1:-1], "a"] for row in answers(200, 8, seed=5)])
    calibrate(material=material_of(bank), wanted=Wanted(), now=NOW)
    drift = reckoning.reckon(bank=bank, now=NOW).data["drift"]
    assert (drift["earlier"], drift["later"], len(drift["rows"])) == (1, 2, 8)
    assert {row["version"] for row in drift["rows"] if not row["kept"]} == {versions[0].pk, versions[-1].pk}


def test_that_a_bank_of_the_readiness_test_rests_on_the_calibration_of_the_whole_pool() -> None:
    versions, others = filled(items=8, purpose="readiness"), filled(items=8, purpose="readiness")
    banks = [bank_of(versions), bank_of(others)]
    for seed in (5, 6):
        first, _new = calibrate(material=material_of_banks(banks, "test:x"), wanted=Wanted(), now=NOW)
        sat(versions, answers(40, 8, seed=seed))
    assert set(reckoning._due()) >= set(banks)
    report = reckoning.reckon(bank=banks[0], now=NOW)
    assert report.calibration == first and first.bank is None
    assert {one["version"] for one in report.data["items"]} == {version.pk for version in versions}
    drift = report.data["drift"]
    assert (drift["shared"], len(drift["rows"])) == (16, 8)
    assert {row["version"] for row in drift["rows"]} == {version.pk for version in versions}


def test_that_nobody_and_everything_right_give_a_page_without_figures(client: Client, trainer: Person) -> None:
    versions = make_versions("single", "single")
    bank = bank_of(versions)
    assert reckoning.reckon(bank=bank, now=NOW).data["people"] == 0
    assert "答题人数太少" in page_of(client, bank)
    sat(versions, [["b", "b"]] * 40)
    data = reckoning.reckon(bank=bank, now=NOW).data
    assert data["people"] == 40
    page = page_of(client, bank)
    assert "NaN" not in page.split("<main")[1]


def test_that_the_sweep_reckons_what_is_new_and_nothing_twice() -> None:
    versions = filled(items=3)
    assert reckoning.sweep_due(NOW) == 0  # no figures of the items yet
    later = NOW + timedelta(hours=1)
    statistics.sweep_due(later)
    assert reckoning.sweep_due(later + timedelta(minutes=1)) == 1
    assert reckoning.sweep_due(later + timedelta(minutes=2)) == 0
    calibrate(material=material_of(bank_of(versions)), wanted=Wanted(), now=later + timedelta(hours=1))
    assert reckoning.sweep_due(later + timedelta(hours=2)) == 1


def test_that_a_bank_is_reckoned_in_the_same_queries_for_more_items_and_people() -> None:
    def queries(people: int, items: int) -> int:
        bank = bank_of(filled(people, items))
        with CaptureQueriesContext(connection) as caught:
            reckoning.reckon(bank=bank, now=NOW)
        return len(caught)

    assert queries(40, 4) == queries(80, 12) <= 16


# exposure, modes, ageing


def test_that_items_below_the_sound_field_are_told_as_harmless_and_scattering_ones_first() -> None:
    def told(*fits: float) -> tuple[str, str]:
        items = [{"answers": 60, "infit": fit, "outfit": fit} for fit in fits]
        report = QualityReport(data={"people": 60, "reliability": 0.9, "items": items})
        return advice.about_fit(report.data), advice.headline(report)

    assert ("并无害处" in told(0.5, 1.0)[0], "拟合不好" in told(0.5, 1.0)[1]) == (True, False)
    assert ("1道作答杂乱" in told(0.5, 1.6)[0], "1道题拟合不好" in told(0.5, 1.6)[1]) == (True, True)
    assert "不用处理" in told(1.0, 1.1)[0]


def test_that_exposure_counts_people_and_warns_in_the_readiness_test_alone() -> None:
    versions = make_versions(*["single"] * 4, purpose="readiness")
    people = make_people(20)
    sat(versions[:2], [["b", "a"]] * 20, people=people)
    sat(versions[1:3], [["b", "a"]] * 6, people=people[:6])
    data = reckoning.reckon(bank=bank_of(versions), now=NOW).data
    assert data["sat"] == 20
    assert dict(data["exposure"]) == {versions[0].item_id: 1, versions[1].item_id: 1, versions[2].item_id: 0.3}
    assert "2道题见过的人超过30%" in advice.about_exposure(data, bank_of(versions))
    assert "上限只用于就绪度测评" in advice.about_exposure(data, ItemBank(purpose="module"))


def test_that_results_by_mode_stand_beside_each_other_and_small_groups_do_not() -> None:
    versions = make_versions("single", "single", "single", "single")
    sat(versions, [["b"] * 4, ["b", "b", "b", "a"]] * 10)
    sat(versions, [["a"] * 4, ["b", "a", "a", "a"]] * 6, mode="paper")
    sat(versions, [["b"] * 4] * 3, mode="desktop")
    data = reckoning.reckon(bank=bank_of(versions), now=NOW).data
    mode, elder, helped = data["modes"]
    shown = {cell["name"]: cell for cell in mode["cells"]}
    assert [name for name, cell in shown.items() if cell["shown"]] == ["phone"]
    assert shown["desktop"]["n"] == shown["paper"]["n"] == 0  # the paper goes too, or 35 - 20 - 12 gives three away
    assert "暂不能比较" in advice.about_modes(mode)
    assert [cell["n"] for cell in elder["cells"]] == [0, 35]
    sat(versions, [["b"] * 4] * 9, mode="desktop")
    sat(versions, [["a"] * 4] * 5, assisted_by="女儿")
    mode, elder, helped = reckoning.reckon(bank=bank_of(versions), now=NOW).data["modes"]
    assert [cell["n"] for cell in mode["cells"]] == [25, 12, 12]
    assert "“电脑”比“纸质”高" in advice.about_modes(mode)
    assert [cell["n"] for cell in helped["cells"]] == [5, 44]


def test_that_items_age_by_law_by_day_and_by_time() -> None:
    versions = make_versions("single", "single", "single", "single")
    bank = bank_of(versions)
    assert ageing.of_bank(bank, now=NOW) == []
    law, day, old, fresh = (version.item for version in versions)
    source = Source.objects.create(title="中华人民共和国代表法")
    revision = SourceRevision.objects.create(
        source=source, version="2026年修正", effective_on=date(2026, 11, 1), at=NOW, by=make_committee()
    )
    Recheck.objects.create(item=law, revision=revision, raised_at=NOW)
    day.expires_on = date(2026, 12, 31)
    day.save()
    later = NOW + timedelta(days=10)
    assert {row.item.pk: row.reasons for row in ageing.of_bank(bank, now=later)} == {
        law.pk: ("law",),
        day.pk: ("day",),
    }
    much_later = NOW + timedelta(days=24 * 31)
    Recheck.objects.create(
        item=fresh,
        expires_on=date(2028, 1, 1),
        raised_at=NOW,
        outcome="valid",
        cleared_at=much_later,
        cleared_by=revision.by,
    )
    rows = ageing.of_bank(bank, now=much_later)
    assert {row.item.pk: row.reasons for row in rows} == {
        law.pk: ("law", "review"),
        day.pk: ("day", "review"),
        old.pk: ("review",),
    }


# the page


def test_that_every_picture_has_a_sentence_a_description_and_a_table(client: Client, trainer: Person) -> None:
    versions = filled()
    bank = bank_of(versions)
    for _again in range(2):
        calibrate(material=material_of(bank), wanted=Wanted(), now=NOW)
        sat(versions, answers(20, 12, seed=7))
    reckoning.reckon(bank=bank, now=NOW)
    page = page_of(client, bank)
    pictures = page.split('<section class="analysis-block">')[1:]
    drawn = [part for part in pictures if "<svg xmlns" in part]
    assert len(drawn) == 6
    for part in drawn:
        assert "<title>" in part
        assert "<p>" in part.split("</svg>")[-1] or "<p>" in part.split("</svg>")[1]
        assert "<table" in part or "信度" in part
    assert "信度" in page and "人员与题目对照图" in page and "拟合图" in page
    assert versions[0].item.slug in page


def test_that_no_name_of_a_deputy_and_no_key_is_on_the_page(client: Client, trainer: Person) -> None:
    versions = filled()
    reckoning.reckon(bank=bank_of(versions), now=NOW)
    client.force_login(make_committee())
    page = page_of(client, bank_of(versions))
    assert "代表1<" not in page
    assert "SECRET" not in page
    assert "选项 b 之" not in page
    assert reverse("items:edit", args=[versions[0].item_id]) not in page


def test_that_too_few_people_get_no_figure(client: Client, trainer: Person) -> None:
    versions = filled(people=12, items=4)
    reckoning.reckon(bank=bank_of(versions), now=NOW)
    page = page_of(client, bank_of(versions))
    assert page.count("答题人数太少") >= 3
    assert "人员与题目对照图</title>" not in page
    index = client.get(reverse("quality:index")).content.decode()
    assert "答题人数太少（至少要30人）" in index


def test_that_a_readiness_bank_is_closed_to_trainers_who_do_not_own_it(client: Client, trainer: Person) -> None:
    versions = filled(items=3, purpose="readiness")
    reckoning.reckon(bank=bank_of(versions), now=NOW)
    address = reverse("quality:detail", args=[bank_of(versions).pk])
    assert client.get(address).status_code == 404
    client.force_login(make_committee())
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("role", [Role.ORGANISER, Role.CHAIR, Role.SYSTEM_ADMIN])
def test_that_other_roles_and_deputies_reach_nothing(client: Client, role: Role) -> None:
    client.force_login(make_staff(role))
    for name in ("index", "attesters"):
        assert client.get(reverse(f"quality:{name}")).status_code in (302, 403)
    assert not QualityReport.objects.visible_to(make_staff(role)).exists()


def test_that_the_page_takes_the_same_queries_for_more_items(client: Client, trainer: Person) -> None:
    def queries(items: int) -> int:
        bank = bank_of(filled(40, items))
        reckoning.reckon(bank=bank, now=NOW)
        page_of(client, bank)
        with CaptureQueriesContext(connection) as caught:
            page_of(client, bank)
        return len(caught)

    assert queries(3) == queries(15)
