"""Designs: what the committee may say on a certificate, and that what was issued stays as it was."""

import base64
import io
from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from PIL import Image
from pypdf import PdfReader

from certificates.models import Design, DesignVersion
from certificates.services import designs, files
from certificates.services.issue import supersede
from certificates.services.rendering import render
from certificates.wording import Signatory, Wording
from lms.audit.models import AuditEntry
from lms.web.errors import BadInput, Refusal
from tests.certificates.factories import awarded, small_programme
from tests.courses.factories import NOW
from tests.factories import make_person, make_staff
from tests.quizzes.bank_factories import make_committee, make_editor

pytestmark = pytest.mark.django_db
PLAIN = Wording.supplied("completion")


def text_of(content: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).replace("\n", "")


def saved(wording: Wording, **fields) -> DesignVersion:
    by = make_staff("committee")
    return designs.save(title="样式", wording=wording, by=by, now=NOW, **({"kind": "completion"} | fields))


@pytest.mark.parametrize("kind", ["completion", "hours"])
def test_that_a_design_comes_with_the_software_for_each_kind(kind) -> None:
    programme = small_programme()
    version = designs.in_use(kind, programme, now=NOW)
    assert (version.number, version.by, Design.objects.count()) == (1, None, 1)
    assert designs.in_use(kind, programme, now=NOW) == version
    Wording.of(version.content).check()


def test_that_the_programmes_own_design_comes_first() -> None:
    programme, other = small_programme(), small_programme()
    common = saved(replace(PLAIN, heading="通用证书"))
    own = saved(replace(PLAIN, heading="专用证书"), programme=programme)
    assert designs.in_use("completion", programme) == own
    assert designs.in_use("completion", other) == common
    with pytest.raises(Refusal):
        saved(PLAIN, programme=programme)
    with pytest.raises(Refusal):
        saved(PLAIN)


def test_that_a_certificate_keeps_the_version_it_was_printed_with() -> None:
    programme = small_programme()
    version = saved(
        replace(PLAIN, heading="旧证书", signatories=(Signatory("代工委主任", "张三"), Signatory("负责人")))
    )
    old = awarded("王秀兰", programme)
    content = files.read(old)
    text = text_of(content)
    assert "代工委主任：张三" in text
    assert "负责人：" in text
    same = designs.save(
        title="样式", wording=Wording.of(version.content), by=make_staff("committee"), design=version.design
    )
    assert same == version
    newer = designs.save(
        title="样式", wording=replace(PLAIN, heading="新证书", layout="band"), by=make_staff("committee"),
        design=version.design, now=NOW,
    )  # fmt: skip
    assert newer.number == 2
    old.refresh_from_db()
    assert (old.design, old.heading) == (version, "旧证书")
    assert text_of(render(old)) == text
    assert awarded("李桂芳", programme).design == newer
    old.person.name = "王秀岚"
    old.person.save(update_fields=["name"])
    assert supersede(certificate=old, by=make_staff("committee"), now=NOW).design == newer
    assert AuditEntry.objects.filter(verb="certificate.design").count() == 2


def test_that_facts_stand_where_the_braces_were() -> None:
    saved(replace(PLAIN, lead="参加《{programme}》", award="登记{hours}学时，特发此证。"))
    certificate = awarded()
    text = text_of(files.read(certificate))
    assert f"参加《{certificate.programme_title}》" in text
    assert "登记1学时" in text
    assert "{" not in text


@pytest.mark.parametrize(
    "change",
    [
        {"note": "本证书加盖电子签章"},
        {"award": "得{points}分"},
        {"signatories": (Signatory("甲"),) * 4},
        {"layout": "seal"},
    ],
    ids=["a seal", "an unknown place", "too many signatories", "an unknown layout"],
)
def test_that_what_no_certificate_may_carry_is_refused(change) -> None:
    with pytest.raises(BadInput):
        saved(replace(PLAIN, **change))
    assert not Design.objects.exists()


def test_that_the_database_keeps_designs_and_versions_single() -> None:
    programme = small_programme()
    version = saved(PLAIN, programme=programme)
    common = saved(PLAIN)
    for act in (
        lambda: Design.objects.create(kind="completion", programme=programme, title="二"),
        lambda: Design.objects.create(kind="completion", programme=None, title="二"),
        lambda: DesignVersion.objects.create(design=common.design, number=1, content={}, at=NOW),
        version.design.delete,
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            act()


@pytest.fixture
def committee() -> Client:
    client = Client()
    client.force_login(make_committee(), backend="lms.people.backends.PersonBackend")
    return client


def fields(**changes: str) -> dict[str, str]:
    return {
        "title": "第一期样式", "kind": "completion", "programme": "", "layout": "band", "heading": "结业证书",
        "lead": "完成了下列培训方案", "award": "认定{hours}学时。", "note": "", "show_term": "on", "signatories": "主任：张三\n负责人",
    } | changes  # fmt: skip


def pictured(page) -> Image.Image:
    """The preview that the page holds."""
    return Image.open(io.BytesIO(base64.b64decode(page.context["preview"].split(",", 1)[1])))


def test_that_the_screens_save_a_version_and_show_it_before(committee) -> None:
    shown = {sample: committee.post("/cms/certificate-designs/new/", fields(preview="1", sample=sample))
             for sample in ("usual", "longest", "rarest")}  # fmt: skip
    pictures = {sample: pictured(page) for sample, page in shown.items()}
    assert len({picture.size for picture in pictures.values()}) == 1
    assert len({picture.tobytes() for picture in pictures.values()}) == 3
    assert not Design.objects.exists()
    answer = committee.post("/cms/certificate-designs/new/", fields(save="1"))
    version = DesignVersion.objects.get()
    assert answer.url == f"/cms/certificate-designs/{version.design_id}/"
    assert version.content["signatories"] == [{"office": "主任", "name": "张三"}, {"office": "负责人", "name": ""}]
    assert committee.post(answer.url, fields(save="1", heading="培训证书")).status_code == 302
    page = committee.get(answer.url)
    assert "培训证书" in page.content.decode()
    assert Design.objects.get().versions.count() == 2
    assert "第一期样式" in committee.get("/cms/certificate-designs/").content.decode()


def test_that_the_screens_say_what_is_wrong(committee) -> None:
    page = committee.post("/cms/certificate-designs/new/", fields(save="1", note="已加盖电子公章"))
    assert "不得出现“电子公章”" in page.content.decode()
    assert not Design.objects.exists()


@pytest.mark.parametrize("role", ["trainer", "audit_admin", "system_admin", "deputy"])
def test_that_designs_are_the_committees_alone(role) -> None:
    client = Client()
    person = make_person() if role == "deputy" else make_editor(role)
    client.force_login(person, backend="lms.people.backends.PersonBackend")
    for address in ("", "new/"):
        assert client.get(f"/cms/certificate-designs/{address}").status_code in {302, 403}
    client.post("/cms/certificate-designs/new/", fields(save="1"))
    assert not Design.objects.exists()
