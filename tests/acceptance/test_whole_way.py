"""The whole way of the data on the real roster, by the commands an office would type, each in a process of its own."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import re
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROGRAMME = "starter"
ENDED = 3
"""So many mandates end during the simulation."""


class Office:
    """One installation in a folder of its own: a database, private files, and the commands run on it."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.database = home / "office.sqlite3"
        self.environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "lms.settings.development",
            "DATABASE_URL": f"sqlite:///{self.database}",
            "MEDIA_ROOT": str(home / "media"),
            "PRIVATE_ROOT": str(home / "private"),
        }

    def run(self, *words: str | Path, code: int = 0) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *map(str, words)],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == code, f"{words[0]}: {done.stdout[-3000:]}\n{done.stderr[-3000:]}"
        assert "Traceback" not in done.stderr
        return done.stdout + done.stderr

    def ask(self, sql: str, *values: object) -> list[tuple[object, ...]]:
        with sqlite3.connect(self.database) as connection:
            return connection.execute(sql, values).fetchall()

    def one(self, sql: str, *values: object) -> object:
        return self.ask(sql, *values)[0][0]


@pytest.fixture(scope="session")
def office(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Office:
    """The office after its people were imported and a cohort went through the programme."""
    place = Office(tmp_path_factory.mktemp("office"))
    roster = shared / "data" / "roster" / "deputies"
    place.run("migrate", "--verbosity", "0")
    place.run("sync_roles")
    place.run("import_organs", roster / "示例区_机构.csv")
    place.run("import_roster", roster / "示例区_代表名册_490.xlsx")
    place.run("load_programme", "courses/starter")
    place.run("simulate_cohort", "--programme", PROGRAMME, "--seed", "11")
    return place


def test_that_every_mandate_of_the_roster_is_there(office: Office) -> None:
    assert office.one("SELECT count(*) FROM people_mandate") == 490
    assert office.one("SELECT count(DISTINCT person_id) FROM people_mandate") == 483


def test_that_every_grade_and_every_level_occurs(office: Office) -> None:
    """Which questions somebody gets is drawn; so many people are dealt each way that no grade hangs on it."""
    grades = dict(
        office.ask("SELECT grade, count(*) FROM quizzes_readinessgrade WHERE superseded_by_id IS NULL GROUP BY grade")
    )
    assert set(grades) == {"unassessed", "expired", "starting", "basic", "full", "exemplary"}
    assert sum(int(str(count)) for count in grades.values()) == 490
    levels = office.ask("SELECT DISTINCT level FROM quizzes_leveldecision WHERE superseded_by_id IS NULL AND measured")
    assert {level for (level,) in levels} == {0, 1, 2, 3, 4}


def test_that_each_person_who_passed_holds_exactly_one_certificate(office: Office, tmp_path: Path) -> None:
    out = tmp_path / "certificates"
    office.run("issue_certificates", "--programme", PROGRAMME, "--out", out)
    issued = office.one("SELECT count(*) FROM certificates_certificate")
    assert isinstance(issued, int) and issued > 30
    assert office.one("SELECT count(DISTINCT person_id) FROM certificates_certificate") == issued
    again = office.run("issue_certificates", "--programme", PROGRAMME, "--out", out)
    assert office.one("SELECT count(*) FROM certificates_certificate") == issued, again
    files = sorted(out.glob("*.pdf"))
    assert len(files) == issued
    fonts = subprocess.run(["pdffonts", files[0]], capture_output=True, text=True, check=True).stdout.splitlines()[2:]
    assert fonts and all(re.search(r"\byes\s+(yes|no)\s+(yes|no)\b", line) for line in fonts)
    text = subprocess.run(["pdftotext", files[0], "-"], capture_output=True, text=True, check=True).stdout
    assert "结业证书" in text.replace(" ", "").replace("\n", "")


def test_that_the_report_is_complete_reproducible_and_agrees_with_the_snapshot(office: Office, tmp_path: Path) -> None:
    out = tmp_path / "report"
    office.run("readiness_report", "--programme", PROGRAMME, "--out", out)
    names = {path.name for path in out.iterdir()}
    assert {"report.pdf", "report.docx", "report.xlsx", "report.csv", "manifest.json"} <= names
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    for name in ("report.pdf", "report.docx", "report.xlsx", "report.csv"):
        assert hashlib.sha256((out / name).read_bytes()).hexdigest() in json.dumps(manifest)
    text = subprocess.run(["pdftotext", out / "report.pdf", "-"], capture_output=True, text=True, check=True).stdout
    assert manifest["mandates"] == 490 - ENDED
    assert f"应测评{490 - ENDED}人次" in text.replace("\n", "").replace(" ", "")
    assert "\ufffd" not in text
    with (out / "report.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert len(rows) > 50
    people = [str(name) for (name,) in office.ask("SELECT name FROM people_person WHERE length(name) > 2 LIMIT 300")]
    everything = text + (out / "report.csv").read_text(encoding="utf-8-sig")
    assert not [name for name in people if name in everything]


def test_that_the_record_verifies_until_somebody_changes_it(office: Office, tmp_path: Path) -> None:
    office.run("verify_records")
    copy = Office(tmp_path)
    with sqlite3.connect(office.database) as source, sqlite3.connect(copy.database) as target:
        source.backup(target)
    copy.environment["PRIVATE_ROOT"] = office.environment["PRIVATE_ROOT"]
    with sqlite3.connect(copy.database) as connection:
        connection.execute(
            "UPDATE records_statement SET verb = 'passed' WHERE id = (SELECT max(id) FROM records_statement "
            "WHERE verb <> 'passed')"
        )
    copy.run("verify_records", code=1)


def test_that_no_personal_data_stands_in_the_record(office: Office) -> None:
    names = [str(name) for (name,) in office.ask("SELECT name FROM people_person WHERE length(name) > 2 LIMIT 200")]
    payload = "\n".join(
        f"{result} {context}" for result, context in office.ask("SELECT result, context FROM records_statement")
    )
    assert not [name for name in names if name in payload]
