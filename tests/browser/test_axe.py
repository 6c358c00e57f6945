"""The pages by the rules of WCAG 2.2 AA that a machine can test, on a phone, in both sizes; and without any script."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import DESK, PHONE
from tests.browser.serving import ROOT, Site

AXE = (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
LESSON = "/programme/starter/a1/what-it-is/"
PAGES = [
    ("", "/"),
    ("", "/accounts/login/"),
    ("", "/certificates/"),
    ("", "/help/"),
    ("deputy", "/learn/"),
    ("deputy", "/programme/starter/"),
    ("deputy", "/programme/starter/a1/"),
    ("deputy", LESSON),
    ("deputy", "/quizzes/a1-practice/"),
    ("deputy", "SITTING"),
    ("deputy", "OVERVIEW"),
    ("deputy", "REVIEW"),
    ("deputy", "/readiness/"),
    ("deputy", "/readiness/how/"),
    ("deputy", "/readiness/test/"),
    ("deputy", "/needs/"),
    ("deputy", "/needs/1/"),
    ("deputy", "/needs/check/"),
    ("deputy", "/me/"),
    ("deputy", "/me/points/"),
    ("deputy", "/me/record/"),
    ("deputy", "/me/account/"),
    ("deputy", "/me/certificates/"),
    ("organiser", "/people/"),
    ("organiser", "/people/slips/"),
    ("organiser", "/observe/"),
    ("organiser", "/attest/"),
    ("committee", "/needs/rounds/"),
    ("committee", "/reports/"),
    ("committee", "/readiness/contests/"),
    ("committee", "/readiness/test/staff/"),
    ("committee", "/readiness/test/cases/"),
    ("committee", "/certificates/manage/"),
    ("sysadmin", "/people/roles/"),
    ("audadmin", "/audit/"),
]
IN_ELDER_MODE = [
    ("", "/help/privacy/"),
    ("", "/search/?q=手机"),
    ("", "/accounts/password/reset/"),
    ("deputy", "/me/hours/"),
    ("deputy", "/sessions/?mine=1"),
    ("deputy", "/modules/a1/card/"),
    ("deputy", "/readiness/self-rating/"),
    ("deputy", "/accounts/2fa/"),
    ("organiser", "/people/without-result/"),
    ("organiser", "/sessions/new/"),
    ("organiser", "/paper/print/"),
    ("committee", "/reports/all/"),
    ("committee", "/programmes/starter/rules/"),
    ("committee", "/people/roster/"),
]
"""Looked at in the larger size alone: what holds there holds in the smaller one."""
EDITORS = [
    ("trainer", "/cms/teachers-week/"),
    ("trainer", "/cms/items/"),
    ("trainer", "/cms/quality/"),
    ("trainer", "/cms/standards/"),
    ("committee", "/cms/quality/attestations/"),
    ("committee", "/cms/panels/"),
    ("committee", "/cms/links/new/"),
    ("committee", "/cms/rescorings/new/"),
]
RUN = """tags => axe.run(document, {runOnly: {type: 'tag', values: tags}}).then(result => result.violations.map(found =>
    found.id + ': ' + found.nodes.slice(0, 3).map(node => node.html.slice(0, 160) + ' – ' + node.failureSummary).join(' | ')))"""


def begin(page: Page, quiz: str) -> str:
    """The address of the deputy's sitting of that quiz."""
    page.goto(f"/quizzes/{quiz}/")
    page.click("main button.main")
    page.wait_for_url("**/attempts/**")
    found = re.search(r"/attempts/[0-9a-f-]+/", page.url)
    assert found
    return found[0]


@pytest.fixture(scope="module")
def sittings(site: Site, browser, cookies) -> dict[str, str]:  # type: ignore[no-untyped-def]
    """Addresses that exist only once somebody has begun a sitting, and handed one in."""
    context = browser.new_context(base_url=site.url, locale="zh-CN")
    context.add_cookies(cookies("deputy"))
    page = context.new_page()
    done = begin(page, "a1-practice")
    page.goto(f"{done}submit/")
    page.locator("button[value=submit]").click()
    page.wait_for_url("**/review/")
    under_way = begin(page, "c2-practice")
    context.close()
    return {"SITTING": under_way, "OVERVIEW": f"{under_way}submit/", "REVIEW": f"{done}review/"}


@pytest.mark.parametrize(
    ("username", "address", "size"),
    [(*page, size) for page in PAGES for size in ("standard", "elder")] + [(*page, "elder") for page in IN_ELDER_MODE],
)
def test_that_axe_finds_nothing(
    site: Site, as_role: Callable[..., Page], sittings: dict[str, str], username: str, address: str, size: str
) -> None:
    page = as_role(username, bypass_csp=True)
    page.context.add_cookies([{"name": "elder", "value": str(int(size == "elder")), "url": site.url}])
    answer = page.goto(sittings.get(address, address))
    assert answer and answer.ok
    assert ("elder" in (page.locator("html").get_attribute("class") or "").split()) == (size == "elder")
    whole = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": PHONE["width"], "height": max(whole, PHONE["height"])})  # nothing below the tabs
    page.evaluate(AXE)
    assert page.evaluate(RUN, TAGS) == []
    width = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert width[0] <= width[1], "the page is wider than the phone"


@pytest.mark.parametrize(("username", "address"), EDITORS)
def test_that_axe_finds_nothing_on_the_editors_screens(
    site: Site, as_role: Callable[..., Page], username: str, address: str
) -> None:
    page = as_role(username, bypass_csp=True, viewport=DESK)
    answer = page.goto(address)
    assert answer and answer.ok
    page.evaluate(AXE)
    assert page.evaluate(RUN, TAGS) == []


def test_that_a_lesson_is_read_and_a_question_answered_without_script(
    site: Site, contexts: Callable[..., BrowserContext], cookies: Callable[[str], list[dict[str, object]]]
) -> None:
    context = contexts(java_script_enabled=False)
    context.add_cookies(cookies("deputy"))  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(LESSON)
    expect(page.locator("article.lesson h1")).to_be_visible()
    sitting = begin(page, "f1-practice")
    kinds = page.locator("#sitting").get_attribute("data-kind")
    if kinds == "ordering":
        for place, select in enumerate(page.locator("li.option select").all(), start=1):
            select.select_option(str(place))
    elif kinds in {"matching", "cloze", "numeric", "short"}:
        for field in page.locator(".question [data-answer]").all():
            field.select_option(index=1) if field.evaluate("one => one.tagName") == "SELECT" else field.fill("6")
    else:
        page.locator("label.option").first.click()
    page.locator(".turn .main").click()
    expect(page.locator("#sitting")).to_have_attribute("data-position", "2")
    count = "SELECT count(*) FROM quizzes_response r JOIN quizzes_attempt a ON a.id = r.attempt_id WHERE a.uuid = ?"
    assert site.value(count, sitting.split("/")[2].replace("-", "")) == 1
