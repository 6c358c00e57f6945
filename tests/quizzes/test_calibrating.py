"""Calibrating a bank and a file: what is read, what is kept, what is refused."""

import json
from pathlib import Path

import numpy as np
import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from lms.audit.models import AuditEntry
from lms.web.errors import BadInput, Refusal
from quizzes.calibration import report
from quizzes.calibration.files import read_answers
from quizzes.calibration.models import Calibration, ItemParameter
from quizzes.calibration.selectors.responses import material_of
from quizzes.calibration.services.calibrating import TWO, Wanted, calibrate
from quizzes.delivery.models import Attempt
from tests.quizzes.analysis_factories import ladder, make_people, make_versions, sat
from tests.quizzes.delivery_factories import NOW

pytestmark = pytest.mark.django_db


def written(folder: Path, text: str, name: str = "answers.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def table(people: int = 40, items: int = 5, seed: int = 1, missing: float = 0.2) -> str:
    rng = np.random.default_rng(seed)
    right = rng.random((people, items)) < 1 / (1 + np.exp(np.linspace(-1, 1, items) - rng.normal(0, 1, (people, 1))))
    asked = rng.random(right.shape) >= missing
    lines = [",".join(f"I{item}" for item in range(items))]
    lines += [
        ",".join(str(int(x)) if a else "" for x, a in zip(*row, strict=True)) for row in zip(right, asked, strict=True)
    ]
    return "\n".join(lines) + "\n"


def calibrated(path: Path, bands: Path | None = None, **wanted: str) -> tuple[Calibration, bool]:
    return calibrate(material=read_answers(path, bands), wanted=Wanted(**wanted), now=NOW)


# A file


def test_that_a_file_becomes_one_frozen_version_with_its_report(tmp_path, capsys):
    path, out = written(tmp_path, table()), tmp_path / "items.csv"
    call_command("calibrate_items", responses=path, out=out)
    row = Calibration.objects.get()
    assert (row.source, row.version, row.items, row.people) == ("file:answers.csv", 1, 5, 40)
    assert row.mean_se == 0
    assert row.sd_se > 0
    assert 0 < row.reliability < 1
    one = row.parameters.get(name="I0")
    assert one.difficulty < row.parameters.get(name="I4").difficulty
    data = json.loads(out.with_suffix(".json").read_text(encoding="utf-8"))
    assert data == json.loads(report.as_json(report.as_data(row)))
    assert [each["name"] for each in data["parameters"]] == ["I0", "I1", "I2", "I3", "I4"]
    assert out.read_text(encoding="utf-8").splitlines()[1].startswith(f"I0,{one.difficulty},{one.se},1.0,0.0,")
    told = out.with_suffix(".md").read_text(encoding="utf-8")
    assert f"| I0 | {one.difficulty:+.2f} | {one.se:.2f} |" in told
    assert AuditEntry.objects.filter(verb="items.calibrated").count() == 1
    assert "40" in capsys.readouterr().out


def test_that_the_same_data_are_the_same_version_whatever_their_order_and_other_data_the_next(tmp_path):
    text = table()
    first, new = calibrated(written(tmp_path, text))
    heading, *rows = text.splitlines()
    same, again = calibrated(written(tmp_path, "\n".join([heading, *reversed(rows)])))
    assert (new, again, same.pk) == (True, False, first.pk)
    other, new = calibrated(written(tmp_path, text + "1,1,1,1,1\n"))
    assert (other.version, new) == (2, True)
    with_bands, new = calibrated(written(tmp_path, text), written(tmp_path, "item,band\nI0,-1\n", "bands.csv"))
    assert (with_bands.version, new) == (3, True)


def test_that_bands_hold_the_scale_and_blanks_names_and_other_separators_are_read(tmp_path):
    text = "person;容易;难\nP1;1;0\nP2;1;NA\nP3;0;0\nP4;1;1\nP5;;0\nP6;0.5;1\n"
    bands = written(tmp_path, "﻿item;band;sd\n容易;-1;0.5\n难;1;\n", "bands.csv")
    material = read_answers(written(tmp_path, text), bands)
    assert material.names == ["容易", "难"]
    assert list(material.answers.per_item) == [5, 5]
    assert material.answers.totals == pytest.approx([3.5, 2])
    assert (list(material.bands), list(material.band_sd)) == ([-1, 1], [0.5, 0.7])
    row, _new = calibrate(material=material, wanted=Wanted(), now=NOW)
    easy, hard = row.parameters.all()
    assert easy.difficulty < 0 < hard.difficulty
    assert row.mean_se > 0


def test_that_people_who_hardly_differ_are_refused(tmp_path):
    with pytest.raises(Refusal, match="差别"):
        calibrated(written(tmp_path, "a,b\n" + "1,0\n0,1\n" * 20))


def test_that_two_parameters_give_slopes_where_there_are_answers_enough(tmp_path):
    row, _new = calibrated(written(tmp_path, table(people=900)), model=TWO)
    assert row.sd_se == 0
    assert all(one.slope_se > 0 and one.slope != 1 for one in row.parameters.all())
    with pytest.raises(Refusal, match="500"):
        calibrated(written(tmp_path, table(people=300)), model=TWO)


@pytest.mark.parametrize(
    ("text", "bands", "where"),
    [
        ("a,b\n1,0\n1,2\n", None, ("2", "b", "3")),
        ("a,b\n1,0\n1,x\n", None, ("3", "b", "x")),
        ("a,b\n1,0\n1,inf\n", None, ("3", "b", "inf")),
        ("a,b\n1,0\n1\n", None, ("3",)),
        ("a,a\n1,0\n", None, ("1", "a")),
        ("a,\n1,0\n", None, ("1", "2")),
        ("a,b\n", None, ("1",)),
        ("", None, ("1",)),
        (f"{'x' * 121},b\n1,0\n", None, ("1", "120")),
        ("a,b\n1,0\n", "item,band\nc,1\n", ("2", "c")),
        ("a,b\n1,0\n", "item,band\na,1\na,1\n", ("3", "item")),
        ("a,b\n1,0\n", "item,band\na,hoch\n", ("2", "band", "hoch")),
        ("a,b\n1,0\n", "item,band,sd\na,1,0\n", ("2", "sd")),
        ("a,b\n1,0\n", "item,band,sd\na,1\n", ("2",)),
        ("a,b\n1,0\n", "name,level\na,1\n", ("1",)),
    ],
)
def test_that_a_cell_in_disorder_is_refused_with_file_row_column_and_reason(tmp_path, text, bands, where):
    answers = written(tmp_path, text)
    other = written(tmp_path, bands, "bands.csv") if bands else None
    with pytest.raises(BadInput) as caught:
        read_answers(answers, other)
    message = str(caught.value)
    assert message.startswith("bands.csv" if bands else "answers.csv")
    assert all(part in message for part in where)


def test_that_other_encodings_and_missing_files_are_refused(tmp_path):
    path = tmp_path / "answers.csv"
    path.write_bytes("题1,题2\n1,0\n".encode("gb18030"))
    with pytest.raises(BadInput, match="UTF-8"):
        read_answers(path)
    with pytest.raises(Refusal, match=r"nothing\.csv 无法读取"):
        read_answers(tmp_path / "nothing.csv")
    with pytest.raises(CommandError, match=r"\.csv 作为扩展名"):
        call_command("calibrate_items", "--responses", str(path), "--out", str(tmp_path / "answers.json"))


def test_that_an_item_that_all_got_right_is_named(tmp_path):
    with pytest.raises(Refusal, match="“I1”"):
        calibrated(written(tmp_path, "I0,I1\n1,1\n0,1\n1,1\n0,1\n"))
    with pytest.raises(Refusal, match="“I1”"):
        calibrated(written(tmp_path, "I0,I1\n1,\n0,\n1,\n"))
    with pytest.raises(Refusal):
        calibrated(written(tmp_path, "I0,I1\n,\n,\n"))
    assert not Calibration.objects.exists()


# The bank


def test_that_the_first_unassisted_sitting_of_each_person_counts():
    versions, people = make_versions("single", "single", "single"), make_people(3)
    rows = [["b", "a", "b"], ["b", None, ""], ["a", "b", "a"]]
    sat(versions, rows, people=people)
    sat(versions, [["a", "a", "a"]] * 3, people=people, number=2)  # later ones do not count
    sat(versions, [["b", "b", "b"]], assisted_by="女儿")
    sat(versions, [["a", None, None]], state=Attempt.State.CLOSED)  # two were not reached
    sat(versions, [[None, None, None]])  # a sitting without any answer
    material = material_of(versions[0].item.bank)
    assert material.answers.people == 4
    assert list(material.answers.per_item) == [4, 3, 3]
    assert list(material.answers.totals) == [2, 1, 1]
    assert material.versions == [version.pk for version in versions]
    assert material.names[0].endswith("v1")


def test_that_reading_a_bank_takes_four_queries_whatever_its_size(django_assert_num_queries):
    versions = make_versions("single", "single")
    sat(versions, ladder(3, 2))
    with django_assert_num_queries(4):
        material_of(versions[0].item.bank)
    sat(versions, ladder(20, 2))
    with django_assert_num_queries(4):
        material_of(versions[0].item.bank)


def test_that_a_bank_is_calibrated_on_its_bands_and_rows_point_at_versions(capsys):
    versions = make_versions(*["single"] * 4)
    sat(versions, ladder(24, 4))
    bank = versions[0].item.bank
    call_command("calibrate_items", bank=bank.slug)
    row = Calibration.objects.get(bank=bank)
    assert row.source == f"bank:{bank.slug}"
    assert [one.item_version_id for one in row.parameters.all()] == [version.pk for version in versions]
    assert all(one.band == one.item_version.item.band for one in row.parameters.select_related("item_version__item"))
    assert all("few" in one.flags for one in row.parameters.all())
    call_command("calibrate_items", bank=bank.slug)
    assert Calibration.objects.count() == 1
    assert "已有" in capsys.readouterr().out


def test_that_slopes_in_a_bank_need_a_decision():
    versions = make_versions("single", "single")
    sat(versions, ladder(8, 2))
    with pytest.raises(BadInput):
        calibrate(material=material_of(versions[0].item.bank), wanted=Wanted(model=TWO), now=NOW)


def test_that_an_empty_bank_is_refused_and_so_are_bands_beside_a_bank(tmp_path):
    bank = make_versions("single")[0].item.bank
    with pytest.raises(SystemExit) as caught:
        call_command("calibrate_items", bank=bank.slug)
    assert caught.value.code == 1
    with pytest.raises(SystemExit):
        call_command("calibrate_items", bank=bank.slug, bands=tmp_path / "bands.csv")


# What is kept


def test_that_a_calibration_never_changes(tmp_path):
    row, _new = calibrated(written(tmp_path, table()))
    row.sd = 2
    with pytest.raises(TypeError):
        row.save()
    one = row.parameters.first()
    one.difficulty = 0
    with pytest.raises(TypeError):
        one.save()


@pytest.mark.parametrize(
    ("field", "value"),
    [("version", None), ("data_hash", None), ("sd", 0), ("sd_se", -1), ("mean_se", -1)],
)
def test_that_the_database_keeps_calibrations_in_order(tmp_path, field, value):
    row, _new = calibrated(written(tmp_path, table()))
    fields = {one.name: getattr(row, one.name) for one in Calibration._meta.fields if one.name != "id"}
    other = fields | {"version": 2, "data_hash": "other"}
    other[field] = fields[field] if value is None else value
    with pytest.raises(IntegrityError), transaction.atomic():
        Calibration.objects.create(**other)


@pytest.mark.parametrize(
    "wrong", [{"name": "I0"}, {"position": 0}, {"se": 0}, {"slope_se": -1}, {"facility": 1.2}, {"facility": -0.1}]
)
def test_that_the_database_keeps_parameters_in_order(tmp_path, wrong):
    row, _new = calibrated(written(tmp_path, table()))
    fields = {"name": "new", "position": 99, "difficulty": 0, "se": 1, "answers": 1, "infit": 1, "outfit": 1, "z": 0}
    good = {"calibration": row} | fields
    ItemParameter.objects.create(**good)
    with pytest.raises(IntegrityError), transaction.atomic():
        ItemParameter.objects.create(**(good | {"name": "newer", "position": 100} | wrong))


def test_that_flags_say_what_stands_out():
    def flagged(**more):
        good = {"difficulty": 0.2, "se": 0.2, "slope": 1, "answers": 60, "facility": 0.5, "z": 0.0, "band": 0.0}
        return report.flags(ItemParameter(**(good | more)))

    assert flagged() == []
    assert flagged(answers=12, z=4) == ["few"]
    assert flagged(facility=1.0) == ["extreme"]
    assert flagged(z=3) == ["noisy"]
    assert flagged(z=-3) == ["sharp"]
    assert flagged(band=-1.5) == ["far"]
    assert flagged(band=-1.5, se=1.0) == []
    assert flagged(slope=-0.4) == ["backwards"]
    assert set(report.FLAGS) == {"few", "extreme", "noisy", "sharp", "far", "backwards"}
