"""1,000 signed certificates by the queue's two workers, as in production, against a script that takes WeasyPrint and
pyHanko as they come, one person after the other, in the same run.

The script makes fewer of them (`PLAIN`) and is reckoned per certificate: the same page from the whole faces, a new font
configuration each time, and the stock signer. It writes no row, no record and no notice and finds text and QR code
ready; ours do all that.

By the clock two workers want two free cores, and the ratio says as much of whoever else uses the machine; what is
asserted first is CPU time. It is printed how much of the two the queue and its database got.
"""

import json
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.benchmarks.conftest import KEYS
from tests.benchmarks.processes import cpu_seconds
from tests.browser.serving import Site, serving, until
from tests.postgres import Postgres
from tests.processes import descendants

COUNT, PLAIN, WARM = 1_000, 40, 200
OWN = {"DJANGO_SETTINGS_MODULE": "lms.settings.production", "ALLOWED_HOSTS": "testserver", "HTTPS": "0"}
FILL = f"""
from django.core.management import call_command
call_command("migrate", "-v", "0")
from django.utils import timezone
from courses.models import Enrolment, ModuleCompletion, Programme
from lms.people.models import Mandate, MandateChange, Person
from tests.certificates.factories import small_programme
from tests.factories import LONG_AGO, make_mandate, make_unit
now, unit, programme = timezone.now(), make_unit(), small_programme(slug="bench-certificates")
module, term = programme.programme_modules.get().module, make_mandate(unit=unit).term
names = [family + given for family in "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高梁" for given in (
    "伟", "芳", "秀英", "建国", "桂兰", "志强", "丽", "军", "海燕", "国栋", "玉梅", "晓明", "春花", "永刚", "雪", "立新",
    "淑珍", "文博", "红", "宏伟", "翠萍", "学军", "金凤", "家豪", "彩霞", "德胜", "美玲", "振华", "小红", "长江", "慧敏",
    "少华", "爱民", "思远", "云", "天佑", "巧珍", "广林", "若兰", "新民", "月娥", "成功", "佳", "庆丰", "艳", "世昌", "婷",
    "福生", "静", "兴旺")]
people = Person.objects.bulk_create([
    Person(username=f"holder{{place}}", name=name, password="!", created_at=now)
    for place, name in enumerate(names[:{COUNT}])])
mandates = Mandate.objects.bulk_create([
    Mandate(person=one, term=term, unit=unit, electoral_district=Mandate.objects.first().electoral_district, origin="new",
            created_at=now) for one in people])
MandateChange.objects.bulk_create([
    MandateChange(mandate=one, state="serving", effective_on=LONG_AGO, recorded_at=now) for one in mandates])
Enrolment.objects.bulk_create([Enrolment(person=one, programme=programme, at=now, completed_at=now, rule_version=1) for one in people])
ModuleCompletion.objects.bulk_create([ModuleCompletion(person=one, module=module, way="learnt", at=now) for one in people])
"""
BEGIN = """
from certificates.services import batches
from courses.models import Programme
batches.enqueue(programme=Programme.objects.get(slug="bench-certificates"))
"""
PLAINLY = f"""
import io, json, tempfile, time
from pathlib import Path
from unittest import mock
from cryptography.hazmat.primitives import serialization
from django.utils import timezone
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from weasyprint import HTML
from certificates.models import Kind
from certificates.selectors.certificates import due
from certificates.serial import new_serial
from certificates.services import rendering
from certificates.services.issue import draft_of
from certificates.services.keys import own_key
from courses.models import Programme
from lms.web import pdf
programme, pages = Programme.objects.get(slug="bench-certificates"), []
def page(html, *, stylesheets, **more):
    pages.append(html.replace("</head>", f"<style>{{pdf._face_css()}}{{stylesheets[-1]}}</style></head>"))
with mock.patch.object(rendering, "render_pdf", page):
    for one in due(programme).select_related("person")[:{PLAIN} + 1]:
        rendering.render(draft_of(one.person, programme, serial=new_serial(), now=timezone.now(), kind=Kind.COMPLETION))
key, folder = own_key(), Path(tempfile.mkdtemp())
(folder / "key.pem").write_bytes(key.private.private_bytes(
    serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
(folder / "own.pem").write_bytes(key.certificate.public_bytes(serialization.Encoding.PEM))
stock = signers.SimpleSigner.load(str(folder / "key.pem"), str(folder / "own.pem"))
for number, html in enumerate(pages):
    if number == 1:  # the first one loads the libraries
        wall, cpu = time.monotonic(), time.process_time()
    content = HTML(string=html).write_pdf(pdf_variant="pdf/a-3a")
    asked = signers.PdfSignatureMetadata(
        field_name="Signature", subfilter=fields.SigSeedSubFilter.PADES, md_algorithm="sha256")
    (folder / f"{{number}}.pdf").write_bytes(
        signers.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(content)), asked, signer=stock).getvalue())
print(json.dumps([(time.monotonic() - wall) / {PLAIN}, (time.process_time() - cpu) / {PLAIN}]))
"""
MADE = "SELECT count(*) FROM certificates_certificate"


@dataclass(frozen=True)
class Sample:
    """How many there were at that second, and the largest resident memory of one process of the queue, in MB."""

    second: float
    made: int
    memory: float


def memory_of(root: int) -> float:
    """The largest resident memory of the processes below that one, in MB."""
    sizes = [0.0]
    for pid in descendants(root):
        lines = Path(f"/proc/{pid}/status").read_text().splitlines() if Path(f"/proc/{pid}").exists() else []
        sizes += [int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS")]
    return max(sizes)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    postgres = Postgres()
    try:
        postgres.start()
        with serving(Site(tmp_path, postgres=postgres, **OWN, **KEYS)) as made:
            yield made
    finally:
        postgres.remove()


def test_that_a_batch_is_faster_than_one_by_one_and_its_memory_stays(
    site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    assert site.postgres
    site.env["SIGNING_KEY"] = site.manage("make_signing_key").stdout.strip().rpartition("SIGNING_KEY=")[2]
    site.python(FILL)
    plain_wall, plain_cpu = json.loads(site.python(PLAINLY).splitlines()[-1])
    site.start_worker()
    root = site.running["worker"].pid
    samples: list[Sample] = []
    until(lambda: len(descendants(root)) >= 4, seconds=60, what="the queue works")
    time.sleep(5)
    base_root = site.postgres.pid
    worker, base, began = cpu_seconds(root), cpu_seconds(base_root), time.monotonic()
    site.python(BEGIN)
    while not samples or samples[-1].made < COUNT:
        samples.append(Sample(time.monotonic() - began, site.value(MADE), memory_of(root)))
        assert samples[-1].second < 900, site.log.read_text()[-2000:]
        time.sleep(0.2)
    left = "SELECT count(*) FROM notify_job WHERE state <> 'done'"
    until(lambda: site.value(left) == 0, seconds=60, what="the jobs end")
    cpu = (cpu_seconds(root) - worker) / COUNT, (cpu_seconds(base_root) - base) / COUNT
    site.kill("worker")
    first, last = next(one for one in samples if one.made), samples[-1]
    wall = (last.second - first.second) / (COUNT - first.made)
    warm, peak = next(one for one in samples if one.made >= WARM), max(samples, key=lambda one: one.memory)
    with capsys.disabled():
        print(
            f"\n{COUNT} certificates by the queue: {wall * 1000:.0f} ms each, {1 / wall:.1f} a second, CPU {cpu[0]:.3f} s"
        )
        print(f"  and {cpu[1]:.4f} s of PostgreSQL; the first after {first.second:.1f} s")
        print(f"one by one, a sample of {PLAIN}: {plain_wall * 1000:.0f} ms each, CPU {plain_cpu:.3f} s")
        print(f"  so ×{plain_wall / wall:.1f} as fast, with 1/{plain_cpu / sum(cpu):.2f} of the CPU time")
        print(f"  on {sum(cpu) / wall:.2f} cores; the script had {plain_cpu / plain_wall:.2f}")
        print(
            f"largest process: {warm.memory:.0f} MB at {warm.made}, {last.memory:.0f} MB at the end, {peak.memory:.0f} most"
        )
    assert site.value("SELECT count(DISTINCT person_id) FROM certificates_certificate WHERE signed") == COUNT
    for (name,) in site.rows("SELECT file FROM certificates_certificate ORDER BY id DESC LIMIT 3"):
        told = subprocess.run(["pdfsig", site.folder / "private" / name], capture_output=True, text=True, check=False)
        assert "Signature is Valid" in told.stdout
    assert plain_cpu > 3.5 * sum(cpu), "4.2 was measured: little is left around drawing, signing and entering"
    assert last.memory < 1.1 * warm.memory + 10
