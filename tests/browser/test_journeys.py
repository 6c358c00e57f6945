"""The ways through the site as people take them, in Chromium against a running site."""

import json
import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import override_settings
from playwright.sync_api import BrowserContext, Page, expect

from lms.settings.secrets import kept
from quizzes import scoring
from quizzes.bank.models import ItemVersion
from quizzes.delivery.served import Served
from tests.browser.conftest import DESK
from tests.browser.serving import Site, until

AsRole = Callable[..., Page]
NEW_SLIP = """
from django.utils import timezone
from lms.people.models import Mandate
from lms.people.services import slips
mandate = Mandate.objects.filter(person__username=None).order_by("pk").first() or Mandate.objects.order_by("pk")[9]
made = slips.make_slips(unit=mandate.unit, people=[mandate.person], by=None, now=timezone.now())[0]
print(f"TOKEN {made.token} {made.person.name} {made.person.pk}")
"""
NEWS = """
from django.utils import timezone
from lms.notify.services.notices import tell
from lms.people.models import Person
person = Person.objects.get(username="deputy")
for number in range(4):
    tell(to_uuid=person.uuid, kind="session", key=f"news{number}", url="/me/", now=timezone.now(),
         text="集中授课“代表履职平台操作”调整为12月9日（星期三）14:30，地点：镇便民服务中心三楼会议室。")
"""
ENROL = "from courses.services.enrolments import sweep_enrolments\nsweep_enrolments()"
FINISH = """
from decimal import Decimal
from django.utils import timezone
from certificates.services import batches
from courses.models import Enrolment
from courses.services import completions, hours, progress
from lms.people.models import Role, RoleGrant
from lms.people.models import Person
from lms.settings.secrets import kept
from quizzes import scoring
from quizzes.bank.models import ItemVersion
from quizzes.delivery.served import Served
from quizzes.delivery.services import attempts, observations
from quizzes.models import ItemKey
person, now = Person.objects.get(pk=PERSON), timezone.now()
observer = RoleGrant.objects.filter(role=Role.COMMITTEE).first().person
programme = Enrolment.objects.filter(person=person).first().programme
for use in programme.programme_modules.select_related("module__assessment_quiz", "module__task"):
    for lesson in use.module.lessons.all():
        progress.complete_lesson(person=person, lesson=lesson, now=now)
    attempt = attempts.start(person=person, quiz=use.module.assessment_quiz, mode="phone", now=now)
    for one in attempt.presented.select_related("version__item"):
        key = ItemKey.objects.filter(version=one.version).order_by("-number").first().key
        payload = scoring.answer_of(one.version.item.kind, key)
        attempts.record_response(attempt=attempt, position=one.position, payload=payload, client_id=f"f{one.pk}", now=now)
    attempts.submit(attempt=attempt, now=now)
    points = {point["id"]: True for point in use.module.task.criteria}
    observations.observe(task=use.module.task, person=person, observer=observer, results=points,
                         client_id=f"f{use.pk}", now=now)
hours.recognise(person=person, programme=programme, hours=Decimal(3), document="青人代培〔2026〕3号", by=observer, now=now)
completions.sweep_completions(now)
batches.sweep_due(now)
"""
KEYS = """
SELECT i.kind, CAST(k.key AS text), v.id, CAST(v.body AS text) FROM quizzes_presenteditem p
JOIN quizzes_attempt a ON a.id = p.attempt_id
JOIN quizzes_itemversion v ON v.id = p.version_id
JOIN quizzes_item i ON i.id = v.item_id
JOIN quizzes_itemkey k ON k.version_id = v.id
WHERE a.uuid = ? AND p.position = ? ORDER BY k.number DESC LIMIT 1
"""


def right_answer(site: Site, attempt: str, position: int) -> tuple[str, dict[str, Any]]:
    """Kind and key, the options named as the site's pages name them."""
    kind, key, version, body = site.rows(KEYS, attempt.replace("-", ""), position)[0]
    with override_settings(SECRET_KEY=kept(site.folder)["SECRET_KEY"]):
        served = Served(ItemVersion(pk=version, body=json.loads(body)))
    return kind, as_served(served, json.loads(key))


def stored_answer(site: Site, attempt: str, position: int) -> dict[str, Any]:
    """The right answer with the authors' own names of the options, as the database keeps it."""
    kind, key, *_ = site.rows(KEYS, attempt.replace("-", ""), position)[0]
    return scoring.answer_of(kind, json.loads(key))


def as_served(served: Served, key: dict[str, Any]) -> dict[str, Any]:
    found = dict(key)
    for field, answer in (("correct", "choices"), ("order", "order")):
        if field in key:
            ids = key[field] if isinstance(key[field], list) else [key[field]]
            names = [served.out({answer: [one]})[answer][0] for one in ids]  # type: ignore[index]
            found[field] = names if isinstance(key[field], list) else names[0]
    if "pairs" in key:
        found |= served.out({"pairs": key["pairs"]}) or {}
    if "gaps" in key:
        given = {gap: one.get("correct", "") for gap, one in key["gaps"].items()}
        named = (served.out({"gaps": given}) or {})["gaps"]
        found["gaps"] = {
            name: one | ({"correct": correct} if "correct" in one else {})
            for one, (name, correct) in zip(key["gaps"].values(), named.items(), strict=True)
        }
    return found


def give(page: Page, kind: str, key: dict[str, Any]) -> None:
    """Fill in the right answer as a learner would."""
    if kind == "ordering":
        for place, option in enumerate(key["order"]):
            row = page.locator(f'li.option[data-value="{option}"]')
            for _ in range(10):
                order = page.locator("li.option").evaluate_all("rows => rows.map(row => row.dataset.value)")
                if order.index(option) == place:
                    break
                row.get_by_role("button").first.click()
        keep = page.locator(".keep")
        if keep.is_visible():  # it was right from the first
            keep.click()
        return
    fill(page, scoring.answer_of(kind, key))


def fill(page: Page, answer: dict[str, Any]) -> None:
    """Boxes are clicked by their labels, lists chosen from, fields typed into, each found by what it says of itself."""
    for path, value in paths(answer):
        part = page.locator(f'.question [data-answer="{path}"], .question [data-answer="{path}[]"]')
        if part.first.get_attribute("type") in {"radio", "checkbox"}:
            for one in value if isinstance(value, list) else [value]:
                page.locator(f'label:has([data-answer^="{path}"][value="{one}"])').click()
        elif part.evaluate("one => one.tagName") == "SELECT":
            part.select_option(value)
        else:
            part.fill(value)
            part.blur()


def paths(answer: dict[str, Any], before: str = "") -> list[tuple[str, Any]]:
    """ "pairs.p1" and the like, each with its value."""
    found: list[tuple[str, Any]] = []
    for name, value in answer.items():
        found += paths(value, f"{before}{name}.") if isinstance(value, dict) else [(before + name, value)]
    return found


def answer_all(page: Page, site: Site) -> None:
    """From the first question of a sitting to its overview."""
    attempt = re.search(r"/attempts/([0-9a-f-]+)/", page.url)
    assert attempt
    while page.locator("#sitting[data-position]").count():
        position = int(page.locator("#sitting").get_attribute("data-position") or 0)
        give(page, *right_answer(site, attempt[1], position))
        expect(page.locator("#saved")).to_contain_text("保存")
        page.locator(".turn .main").click()
        page.wait_for_function(
            "before => document.querySelector('#sitting')?.dataset.position !== String(before)", arg=position
        )
        page.locator("#sitting[data-position], button[value=submit]").first.wait_for()


def test_that_a_deputy_comes_from_the_slip_to_a_result(site: Site, contexts: Callable[..., BrowserContext]) -> None:
    told = re.search(r"TOKEN (\S+) (\S+) (\d+)", site.python(NEW_SLIP + ENROL))
    assert told
    token, name, person = told.groups()
    page = contexts().new_page()
    page.goto(f"/s/{token}/")
    expect(page.locator("main")).to_contain_text(f"{name[0]}*")
    page.click("main button.main")
    for field in page.locator("main input[type=password]").all():
        field.fill("liuhe-spring-71")
    page.click("main button.main")
    expect(page.locator("h1")).to_contain_text(name)

    page.click("main .next a.main")  # the first lesson
    expect(page.locator("article.lesson h1")).to_be_visible()
    before = page.url
    page.get_by_role("button", name="学完了").click()
    page.wait_for_url(lambda url: url != before)
    assert site.value("SELECT count(*) FROM courses_lessonprogress WHERE person_id = ? AND done_at > ''", person) == 1

    page.goto("/quizzes/a1-assessment/")
    page.click("main button.main")
    answer_all(page, site)
    expect(page.locator("main")).to_contain_text("所有题目都已作答")
    page.locator("button[value=submit]").click()
    page.wait_for_url("**/review/")
    expect(page.locator("h1")).to_contain_text("达到")
    expect(page.locator("main")).to_contain_text("100%")
    page.goto("/me/points/")
    assert site.value("SELECT sum(points) FROM points_ledgerentry WHERE person_id = ?", person) > 0
    expect(page.locator("main li, main tr").first).to_be_visible()

    site.python(FINISH.replace("PERSON", person))
    held = "SELECT count(*) FROM certificates_certificate WHERE person_id = ?"
    until(lambda: site.value(held, person) == 1, seconds=150, what="the queue makes the certificate")
    page.goto("/learn/")
    page.goto("/me/certificates/")
    page.locator("main a[href^='/me/certificates/']").first.click()
    picture = page.locator("main img")
    expect(picture).to_be_visible()
    page.wait_for_function("() => document.querySelector('main img').naturalWidth > 400")
    serial = page.url.rstrip("/").rsplit("/", 1)[1]
    stranger = contexts().new_page()
    stranger.goto(f"/certificates/{serial}/")
    expect(stranger.locator("h1")).to_contain_text("有效")
    assert name not in stranger.locator("main").inner_text()


def test_that_the_next_step_is_in_sight_on_a_small_phone(site: Site, as_role: AsRole) -> None:
    site.python(NEWS)
    page = as_role("deputy", viewport={"width": 360, "height": 640})
    page.goto("/learn/")
    expect(page.locator("main .notice li")).to_have_count(3)
    expect(page.locator("main .next a.main")).to_be_in_viewport(ratio=1)
    tabs = page.locator("nav.tabs").bounding_box()
    button = page.locator("main .next a.main").bounding_box()
    assert tabs
    assert button
    assert button["y"] + button["height"] <= tabs["y"]


def test_that_going_back_loses_nothing(site: Site, as_role: AsRole) -> None:
    page = as_role("deputy")
    page.goto("/quizzes/c2-practice/")
    page.click("main button.main")
    page.wait_for_url("**/attempts/**")
    attempt = re.search(r"/attempts/([0-9a-f-]+)/", page.url)
    assert attempt
    page.goto(f"/attempts/{attempt[1]}/?item=1")
    give(page, *right_answer(site, attempt[1], 1))
    expect(page.locator("#saved")).to_contain_text("保存")
    given = page.locator("#sitting").evaluate("form => new URLSearchParams(new FormData(form)).toString()")
    page.locator(".turn .main").click()
    page.wait_for_function("() => document.querySelector('#sitting').dataset.position === '2'")
    stored = "SELECT count(*) FROM quizzes_response r JOIN quizzes_attempt a ON a.id = r.attempt_id WHERE a.uuid = ?"
    before = site.value(stored, attempt[1].replace("-", ""))
    page.go_back()
    page.wait_for_function("() => document.querySelector('#sitting').dataset.position === '1'")
    expect(page.locator("fieldset.question")).to_have_attribute("data-state", "answered")
    again = page.locator("#sitting").evaluate("form => new URLSearchParams(new FormData(form)).toString()")
    own = {"choice", "choices"}
    assert [one for one in given.split("&") if one.split("=")[0] in own] == [
        one for one in again.split("&") if one.split("=")[0] in own
    ]
    assert site.value(stored, attempt[1].replace("-", "")) == before >= 1


def test_that_an_organiser_plans_a_class_and_enters_who_came(site: Site, as_role: AsRole) -> None:
    site.python(ENROL)
    page = as_role("organiser", viewport=DESK)
    page.goto("/sessions/")
    page.locator("main .head a.main").click()
    page.fill("[name=title]", "履职平台上机练习")
    page.fill("[name=day]", datetime.now(ZoneInfo("Asia/Shanghai")).date().isoformat())
    page.fill("[name=starts]", "00:00")
    page.fill("[name=ends]", "00:30")
    page.fill("[name=hours]", "1.5")
    page.fill("[name=place]", "镇便民服务中心")
    page.locator("main button.main").click()
    expect(page.locator("h1")).to_contain_text("履职平台上机练习")
    page.get_by_role("link", name="登记考勤").click()
    rows = page.locator("table.rollcall tbody tr")
    many = rows.count()
    assert many > 2
    rows.nth(0).get_by_text("请假").click()
    rows.nth(0).locator("input[type=text]").fill("住院")
    page.locator("button[name=all]").click()
    expect(page.locator("main")).to_contain_text(str(many))
    session = site.value("SELECT id FROM courses_trainingsession WHERE title = '履职平台上机练习'")
    entered = "SELECT state, count(*) FROM courses_attendance WHERE session_id = ? GROUP BY state ORDER BY state"
    assert site.rows(entered, session) == [("leave", 1), ("present", many - 1)]


def test_that_a_trainer_edits_a_draft_and_sees_it_as_a_learner_will(site: Site, as_role: AsRole) -> None:
    page = as_role("trainer", viewport=DESK)
    page.goto("/cms/")
    expect(page).to_have_url(re.compile(r"/cms/"))
    item = site.value("SELECT id FROM quizzes_item WHERE slug = 'a1-p01'")
    page.goto(f"/cms/items/{item}/")
    stem = page.locator("[name=stem]")
    changed = stem.input_value().rstrip("?？") + "，请选一项？"
    stem.fill(changed)
    page.locator("button[value=preview]").click()
    page.wait_for_url("**/preview/")
    expect(page.frame_locator("iframe.bank-phone").locator("body")).to_contain_text(changed)
    live = "SELECT v.body FROM quizzes_item i JOIN quizzes_itemversion v ON v.id = i.live_version_id WHERE i.id = ?"
    assert json.loads(site.value(live, item))["stem"] != changed


def test_that_the_committee_comes_from_the_queue_to_a_document(site: Site, as_role: AsRole, tmp_path: Path) -> None:
    page = as_role("committee", viewport=DESK)
    page.goto("/reports/")
    page.get_by_role("button", name="更新到今天").click()
    page.wait_for_url("**/jobs/**")
    page.get_by_role("link", name="继续").click(timeout=60_000)
    page.get_by_text("数据表：就绪度分布").click()
    expect(page.locator("table.figures").first).to_be_visible()
    page.locator(".head button.main").click()
    expect(page.locator("h1")).to_contain_text("报告")
    page.get_by_role("button", name="生成文件").click()
    page.get_by_role("link", name="继续").click(timeout=90_000)
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("PDF")).click()
    file = tmp_path / "report.pdf"
    download.value.save_as(file)
    assert file.read_bytes().startswith(b"%PDF-")


def test_that_the_auditor_sees_who_did_what(as_role: AsRole) -> None:
    page = as_role("audadmin", viewport=DESK)
    page.goto("/audit/")
    assert page.locator("main tbody tr").count() > 3


CLOSED = {
    "deputy": ["/people/", "/reports/", "/audit/", "/people/roles/", "/observe/", "/attest/", "/cms/"],
    "trainer": ["/reports/", "/audit/", "/people/roles/"],
    "organiser": ["/reports/", "/audit/", "/people/roles/"],
    "committee": ["/audit/", "/people/roles/"],
    "sysadmin": ["/audit/", "/reports/", "/people/", "/attest/"],
    "secadmin": ["/audit/", "/reports/", "/people/", "/attest/"],
    "audadmin": ["/reports/", "/people/roles/", "/people/", "/cms/"],
}


@pytest.mark.parametrize("username", CLOSED)
def test_that_a_role_is_refused_at_the_address_of_another(as_role: AsRole, username: str) -> None:
    page = as_role(username)
    answers = {}
    for address in CLOSED[username]:
        answer = page.goto(address)
        assert answer
        answers[address] = answer.status if address in page.url else f"led to {page.url}"
    assert set(answers.values()) <= {403, 404}, answers


def test_that_nobody_comes_in_without_signing_in(site: Site, as_role: AsRole) -> None:
    page = as_role("")
    for address in sorted({address for addresses in CLOSED.values() for address in addresses} | {"/learn/", "/me/"}):
        page.goto(address)
        assert "/accounts/login/" in page.url, address


def test_that_the_queue_is_served(site: Site) -> None:
    until(lambda: site.rows("SELECT sung_at FROM notify_canary"), seconds=90, what="the canary")
