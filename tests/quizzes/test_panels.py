"""A panel sets thresholds: judged alone, judged again, reckoned, adopted, and put in force by an announced run."""

import io
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from docx import Document

from lms.audit.models import AuditEntry
from lms.notify.models import Notice
from lms.people.models import Person, Role
from lms.web.errors import BadInput, NotAllowed, Refusal
from quizzes.panels.models import Panel, PanelItem, Panellist, Rating
from quizzes.panels.services import minutes, panels
from quizzes.panels.views.judging import STATEMENT
from quizzes.psychometrics.standards import threshold
from quizzes.readiness.models import CutScore
from quizzes.readiness.selectors.cuts import cuts_of
from quizzes.readiness.services import rules
from tests.factories import make_mandate, make_staff
from tests.quizzes.bank_factories import make_bank, make_committee, make_item, make_trainer, row
from tests.quizzes.readiness_factories import NOW, TODAY, competence, load_all

pytestmark = pytest.mark.django_db
GUIDANCE = "能独立完成日常操作，遇到少见情况要问人。"
REASON = "经主任会议研究同意"


@pytest.fixture(autouse=True)
def items() -> list[Any]:
    load_all()
    bank = make_bank()
    return [make_item(f"f1-m{n:02}", bank, band=(n - 4) / 4, key={"correct": "a"}) for n in range(1, 8)]


def convene(size: int = 5, **changes: Any) -> Panel:
    fields: dict[str, Any] = {
        "title": "账号安全标准线",
        "guidance": GUIDANCE,
        "competences": [competence("F1")],
        "purpose": "module",
        "most": 6,
        "people": [make_staff(Role.TRAINER) for _ in range(size)],
        "by": make_staff(Role.COMMITTEE),
    }
    return panels.convene(**fields | changes, now=NOW)


def judge(panel: Panel, shares: list[int], hand_in: bool = True) -> None:
    """Everybody signs and says the same of each item, each panellist one of `shares`."""
    for one, share in zip(panel.panellists.all(), shares, strict=False):
        panels.sign(panellist=one, statement=str(STATEMENT), now=NOW)
        for item in panel.items.all():
            panels.rate(panellist=one, item=item, share=share, now=NOW)
        if hand_in:
            panels.hand_in(panellist=one, now=NOW)


def close(panel: Panel) -> Panel:
    return panels.close_round(panel=panel, by=make_staff(Role.COMMITTEE), now=NOW)


def closed(first: list[int] | None = None, second: list[int] | None = None) -> Panel:
    panel = convene()
    judge(panel, first or [40, 50, 60, 70, 80])
    panel = close(panel)
    judge(panel, second or [55, 60, 60, 60, 65])
    return close(panel)


def test_two_rounds_give_the_threshold_that_the_numbers_give() -> None:
    panel = closed()
    cut = panel.cuts.get()
    b = list(panel.items.values_list("difficulty", flat=True))
    table = [[share / 100] * len(b) for share in (55, 60, 60, 60, 65)]
    found = threshold(table, b)
    assert (cut.theta, cut.panel_se, cut.se) == pytest.approx((found.theta, found.panel_se, found.se), abs=1e-4)
    assert (cut.items, cut.panellists) == (6, 5) and cut.first_theta == pytest.approx(found.theta, abs=0.05)
    assert cut.panel_se < threshold([[s / 100] * len(b) for s in (40, 50, 60, 70, 80)], b).panel_se


def test_an_adopted_threshold_is_the_next_version_and_changes_nothing_before_it_is_announced() -> None:
    panel = panels.adopt(panel=closed(), reason=REASON, by=make_staff(Role.COMMITTEE), now=NOW)
    cut = CutScore.objects.get(version=2)
    assert (cut.level, cut.theta, cut.se) == (2, panel.cuts.get().theta, panel.cuts.get().se)
    f1 = competence("F1").pk
    assert rules.standard_on(TODAY).cut_version == 1
    assert cuts_of([f1], 1)[f1][2] == 0.0 and cuts_of([f1], 2)[f1] == {1: -0.9, 2: cut.theta, 3: 0.9}
    assert AuditEntry.objects.filter(verb="panel.adopted").count() == 1
    with pytest.raises(Refusal):
        panels.adopt(panel=panel, reason=REASON, by=make_staff(Role.COMMITTEE), now=NOW)


def test_a_threshold_above_the_next_level_is_not_adopted() -> None:
    panel = closed(second=[90, 90, 90, 90, 95])
    with pytest.raises(Refusal, match=r"\+0\.90"):
        panels.adopt(panel=panel, reason=REASON, by=make_staff(Role.COMMITTEE), now=NOW)
    assert not CutScore.objects.filter(version=2).exists()


def test_who_handed_in_one_round_only_does_not_count() -> None:
    panel = convene()
    judge(panel, [40, 50, 60, 70])
    panel = close(panel)
    assert Notice.objects.filter(kind="panel", key__contains=":second:").count() == 4
    late = panel.panellists.last()
    assert late is not None
    panels.sign(panellist=late, statement=str(STATEMENT), now=NOW)
    with pytest.raises(Refusal):
        panels.rate(panellist=late, item=panel.items.all()[0], share=50, now=NOW)
    judge(panel, [50, 60, 65])
    assert close(panel).cuts.get().panellists == 3


def test_what_a_panel_refuses() -> None:
    panel = convene()
    one, item = panel.panellists.all()[0], panel.items.all()[0]
    with pytest.raises(Refusal):
        panels.rate(panellist=one, item=item, share=50, now=NOW)
    panels.sign(panellist=one, statement=str(STATEMENT), now=NOW)
    for share in (-5, 42, 105):
        with pytest.raises(BadInput):
            panels.rate(panellist=one, item=item, share=share, now=NOW)
    with pytest.raises(NotAllowed):
        panels.rate(panellist=one, item=convene().items.all()[0], share=50, now=NOW)
    with pytest.raises(Refusal):
        panels.hand_in(panellist=one, now=NOW)
    with pytest.raises(Refusal):
        close(panel)
    with pytest.raises(NotAllowed):
        panels.close_round(panel=panel, by=make_staff(Role.TRAINER), now=NOW)
    judge(panel, [50, 50])
    with pytest.raises(Refusal):
        panels.rate(panellist=one, item=item, share=55, now=NOW)
    with pytest.raises(Refusal):
        panels.adopt(panel=panel, reason=REASON, by=make_staff(Role.COMMITTEE), now=NOW)
    panels.give_up(panel=panel, by=make_staff(Role.COMMITTEE), now=NOW)
    with pytest.raises(Refusal):
        close(panel)


def test_judgements_that_set_no_threshold_keep_the_round_open() -> None:
    panel = convene()
    judge(panel, [50] * 5)
    panel = close(panel)
    judge(panel, [100] * 5)
    with pytest.raises(Refusal):
        close(panel)
    panel.refresh_from_db()
    assert panel.state == "second"


def test_deputies_and_the_convenor_do_not_sit_on_it() -> None:
    by, deputy = make_staff(Role.COMMITTEE), make_staff(Role.ORGANISER)
    make_mandate(person=deputy)
    for outsider in (deputy, by, make_mandate().person):
        with pytest.raises(BadInput):
            convene(people=[make_staff(Role.TRAINER), outsider], by=by)
    with pytest.raises(BadInput):
        convene(competences=[competence("A1")])
    with pytest.raises(NotAllowed):
        convene(by=make_staff(Role.TRAINER))


def test_the_database_keeps_judgements_in_steps_and_statements_before_work() -> None:
    panel = convene()
    one, item = panel.panellists.all()[0], panel.items.all()[0]
    for broken in ({"share": 42}, {"share": 105}, {"round": 3}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Rating.objects.create(**{"panellist": one, "item": item, "round": 1, "share": 50, "at": NOW} | broken)
    for change in ({"first_done_at": NOW}, {"signed_at": NOW}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Panellist.objects.filter(pk=one.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        Panel.objects.filter(pk=panel.pk).update(state="adopted")
    with pytest.raises(TypeError):
        item.save()
    assert PanelItem.objects.get(pk=item.pk).se is None


# pages


def sign_in(client: Client, person: Person) -> Client:
    client.force_login(person)
    return client


def test_nobody_sees_a_question_before_signing_or_another_ones_judgement_before_the_round_is_closed(
    client: Client,
) -> None:
    panel = convene(2)
    first, second = panel.panellists.select_related("person")
    overview = reverse("quizzes:panel", args=[panel.uuid])
    question = reverse("quizzes:panel_item", args=[panel.uuid, 1])
    sign_in(client, first.person)
    assert client.get(question).status_code == 302
    page = client.get(overview).content.decode()
    assert "我承诺" in page and "手机锁屏" not in page
    client.post(overview)
    page = client.get(question).content.decode()
    assert "手机锁屏" in page and "六位以上口令" in page and '<span class="tag ok">正确</span>' in page
    judge(panel, [35, 85], hand_in=False)
    page = client.get(question).content.decode()
    assert "85、" not in page and "中位数" not in page and '<option value="35" selected>' in page
    for one in (first, second):
        panels.hand_in(panellist=one, now=NOW)
    close(panel)
    page = client.get(question).content.decode()
    assert "35、85" in page and "中位数60" in page and "您35" in page and '<option value="35" selected>' in page
    assert "全组" in client.get(overview).content.decode()
    answer = client.post(question, {"share": "40"})
    assert answer.url == reverse("quizzes:panel_item", args=[panel.uuid, 2])
    assert client.post(question, {"share": "41"}).status_code == 400


def test_whoever_may_not_read_keys_judges_the_question_alone(client: Client) -> None:
    outsider = make_staff(Role.COMMITTEE)
    panel = convene(people=[make_staff(Role.TRAINER), outsider])
    question = reverse("quizzes:panel_item", args=[panel.uuid, 1])
    for one in panel.panellists.all():
        panels.sign(panellist=one, statement=str(STATEMENT), now=NOW)
    page = sign_in(client, outsider).get(question).content.decode()
    assert "手机锁屏" in page and "正确</span>" not in page and "捡到手机" not in page
    assert client.post(question, {"share": "55"}).status_code == 302


def test_only_panellists_reach_a_panel_and_nothing_is_shown_once_it_is_closed(client: Client) -> None:
    panel = closed()
    question = reverse("quizzes:panel_item", args=[panel.uuid, 1])
    for person in (make_trainer(), make_committee(), make_mandate().person):
        assert sign_in(client, person).get(question).status_code == 404
    one = panel.panellists.all()[0]
    assert sign_in(client, one.person).get(question).status_code == 302
    assert "手机锁屏" not in client.get(reverse("quizzes:panel", args=[panel.uuid])).content.decode()
    assert panel.title in client.get(reverse("quizzes:panels")).content.decode()


def test_the_committee_convenes_closes_adopts_and_takes_the_minutes_along(client: Client) -> None:
    people = [make_staff(Role.TRAINER, name=name) for name in ("赵一", "钱二", "孙三")]
    sign_in(client, make_committee())
    sent = {
        "title": "账号安全标准线", "guidance": GUIDANCE, "competences": [competence("F1").pk], "purpose": "module",
        "most": "6", "people": [person.pk for person in people],
    }  # fmt: skip
    assert "至少" in client.post(reverse("panels:add"), sent | {"competences": [competence("A1").pk]}).content.decode()
    answer = client.post(reverse("panels:add"), sent)
    panel = Panel.objects.get()
    assert answer.url == reverse("panels:detail", args=[panel.pk])
    assert "不足五人" in client.get(answer.url).content.decode()
    judge(panel, [50, 60, 70])
    page = client.get(answer.url).content.decode()
    assert "各成员的标准线" not in page and "已有3人提交" in page
    client.post(answer.url, {"act": "close"})
    assert "各成员的标准线" in client.get(answer.url).content.decode()
    judge(panel, [55, 60, 60])
    assert client.get(reverse("panels:minutes_pdf", args=[panel.pk])).status_code == 404
    client.post(answer.url, {"act": "close"})
    client.post(answer.url, {"act": "adopt", "reason": REASON})
    panel.refresh_from_db()
    assert (panel.state, panel.cut_version) == ("adopted", 2)
    pdf = client.get(reverse("panels:minutes_pdf", args=[panel.pk]))
    assert pdf.content.startswith(b"%PDF") and pdf["Content-Type"] == "application/pdf"
    docx = client.get(reverse("panels:minutes_docx", args=[panel.pk])).content
    text = "\n".join(paragraph.text for paragraph in Document(io.BytesIO(docx)).paragraphs)
    assert (
        all(name in text for name in ("赵一", "钱二", "孙三"))
        and REASON in text
        and "不足五人" in text
        and "手机锁屏" not in text
    )
    tables = Document(io.BytesIO(docx)).tables
    assert tables[0].rows[1].cells[4].text == f"{panel.cuts.get().theta:+.2f}" and len(tables[1].rows) == 7


def test_nobody_but_the_committee_reaches_the_screens(client: Client) -> None:
    panel = convene()
    sign_in(client, make_trainer())
    for address in ("index", "add"):
        assert client.get(reverse(f"panels:{address}")).status_code in (302, 403)
    assert client.get(reverse("panels:detail", args=[panel.pk])).status_code in (302, 403)
    assert client.post(reverse("panels:detail", args=[panel.pk]), {"act": "give_up"}).status_code in (302, 403)
    panel.refresh_from_db()
    assert panel.state == "first"


def test_items_of_the_readiness_test_come_from_banks_that_the_convenor_may_open() -> None:
    bank = make_bank("f1-readiness", "readiness")
    for number in range(6):
        make_item(f"f1-r{number}", bank)
    panel = convene(purpose="readiness")
    assert {item.version.item.bank for item in panel.items.all()} == {bank}


def test_the_minutes_name_no_question_but_by_its_short_name() -> None:
    told = minutes.minutes_of(closed())
    assert told.tables[1].rows[0][0].startswith("f1-m") and row()["stem"] not in str(told)
