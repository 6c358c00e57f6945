"""The ways through the site as people take them, in Chromium against a running site."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

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
ENROL = "from courses.services.enrolments import sweep_enrolments\nsweep_enrolments()"
KEYS = """
SELECT i.kind, k.key FROM quizzes_presenteditem p
JOIN quizzes_attempt a ON a.id = p.attempt_id
JOIN quizzes_itemversion v ON v.id = p.version_id
JOIN quizzes_item i ON i.id = v.item_id
JOIN quizzes_itemkey k ON k.version_id = v.id
WHERE a.uuid = ? AND p.position = ? ORDER BY k.number DESC LIMIT 1
"""


def right_answer(site: Site, attempt: str, position: int) -> tuple[str, dict[str, Any]]:
    kind, key = site.rows(KEYS, attempt.replace("-", ""), position)[0]
    return kind, json.loads(key)


def give(page: Page, kind: str, key: dict[str, Any]) -> None:
    """Fill in the right answer as a learner would."""
    if kind == "ordering":
        for place, option in enumerate(key["order"]):
            row = page.locator(f'li.option[data-option="{option}"]')
            for _ in range(10):
                order = page.locator("li.option").evaluate_all("rows => rows.map(row => row.dataset.option)")
                if order.index(option) == place:
                    break
                row.get_by_role("button").first.click()
        return
    for option in key["correct"] if kind == "multiple" else [key["correct"]]:
        page.locator(f'label.option:has(input[value="{option}"])').click()


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
    assert page.url != before
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
