"""Items in and out as files, by the commands."""

import csv

import pytest
import yaml
from django.core.management import CommandError, call_command

from lms.audit.models import AuditEntry
from quizzes.models import Item, ItemVersion
from tests.quizzes.bank_factories import competence, make_bank, make_item, row

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(tmp_path):
    def write(entries, name="items.yaml"):
        path = tmp_path / name
        path.write_text(yaml.safe_dump(entries, allow_unicode=True), encoding="utf-8")
        return path

    return write


def run(capsys, *words, code=0):
    """What the command said on stdout and stderr."""
    if code:
        with pytest.raises(SystemExit) as end:
            call_command(*map(str, words))
        assert end.value.code == code
    else:
        call_command(*map(str, words))
    said = capsys.readouterr()
    return said.out, said.err


def test_a_file_goes_in_and_comes_out_as_the_same_file(file, capsys, tmp_path):
    competence()
    make_bank()
    entries = [row("f1-m01") | {"competence": "F1"}, row("f1-m02", stem="第二题？") | {"competence": "F1"}]
    out, _err = run(capsys, "import_items", file(entries), "--bank", "f1-module")
    assert "2" in out
    run(capsys, "export_items", "--bank", "f1-module", "--out", tmp_path / "out.yaml")
    assert yaml.safe_load((tmp_path / "out.yaml").read_text(encoding="utf-8")) == entries
    assert set(AuditEntry.objects.values_list("verb", flat=True)) == {"items.imported", "items.exported"}


def test_without_a_file_the_export_goes_to_the_standard_output(capsys):
    make_item()
    out, _err = run(capsys, "export_items", "--bank", "f1-module")
    assert yaml.safe_load(out)[0]["id"] == "f1-m01"


def test_the_competence_of_a_bank_with_only_one_need_not_be_said(file, capsys):
    make_item()
    run(capsys, "import_items", file([row("f1-m02", stem="第二题？")]), "--bank", "f1-module")
    assert Item.objects.get(slug="f1-m02").competence.code == "F1"


def test_a_dry_run_tells_and_writes_nothing(file, capsys):
    make_item()
    changed = row("f1-m01", stem="新问题？")
    out, _err = run(capsys, "import_items", file([changed, row("f1-m02")]), "--bank", "f1-module", "--dry-run")
    assert "1" in out
    assert Item.objects.count() == ItemVersion.objects.count() == 1
    assert not AuditEntry.objects.exists()


def test_one_bad_entry_refuses_the_whole_file_and_every_reason_is_told(file, capsys, tmp_path):
    make_item()
    make_item("f1-p01", make_bank("f1-practice", "practice"))
    bad = [
        row("f1-m02"),
        row("f1-m03", key={"correct": "z"}),
        row("f1-p01"),
        row("f1-m01", kind="ordering", key={"order": ["a", "b", "c"]}),
        row("f1-m04"),
        row("f1-m04"),
        row("f1-m05") | {"competence": "Z9"},
        "=cmd|' /C calc'!A0",
    ]
    errors = tmp_path / "errors.csv"
    _out, err = run(capsys, "import_items", file(bad), "--bank", "f1-module", "--errors", errors, code=1)
    assert "7" in err.splitlines()[-1]
    with errors.open(encoding="utf-8-sig") as opened:
        told = list(csv.reader(opened))[1:]
    assert sorted({int(line[0]) for line in told}) == [2, 3, 4, 5, 6, 7, 8]
    assert Item.objects.count() == 2


def test_a_value_that_a_spreadsheet_would_run_is_made_harmless(file, capsys, tmp_path):
    make_item()
    errors = tmp_path / "errors.csv"
    run(capsys, "import_items", file([row("=1+1")]), "--bank", "f1-module", "--errors", errors, code=1)
    assert "'=1+1" in errors.read_text(encoding="utf-8-sig")


def test_a_file_or_a_format_that_nobody_knows_is_refused_in_words(file, capsys):
    make_bank()
    with pytest.raises(CommandError, match="yaml"):
        run(capsys, "import_items", file([row()], "items.doc"), "--format", "odt", "--bank", "f1-module")
    with pytest.raises(CommandError, match="yaml"):
        run(capsys, "export_items", "--bank", "f1-module", "--format", "odt")


def test_an_unknown_bank_a_missing_file_and_broken_yaml_are_refused_in_words(file, capsys, tmp_path):
    make_bank()
    assert "f1-module" in run(capsys, "import_items", file([row()]), "--bank", "x", code=1)[1]
    with pytest.raises(CommandError, match=r"no\.yaml"):
        call_command("import_items", str(tmp_path / "no.yaml"), "--bank", "f1-module")
    broken = tmp_path / "broken.yaml"
    broken.write_text("- id: [", encoding="utf-8")
    assert "YAML" in run(capsys, "import_items", broken, "--bank", "f1-module", code=1)[1]
    assert run(capsys, "import_items", file({"id": 1}), "--bank", "f1-module", code=1)[1]


def test_the_bank_must_be_named(file):
    with pytest.raises(CommandError):
        call_command("import_items", str(file([row()])))


def test_the_framework_and_the_rules_are_loaded_by_one_command(capsys):
    out, _err = run(capsys, "load_framework")
    assert "20 competences" in out
