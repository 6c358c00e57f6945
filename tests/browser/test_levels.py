"""A level as a deputy meets it: the own view, the assessment with a pause, the result, an objection, its decision."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.serving import Site
from tests.browser.test_axe import AXE, RUN, TAGS
from tests.browser.test_journeys import answer_all, give, right_answer

QUIZ = "/quizzes/f1-assessment/"
VERSIONS = """
SELECT d.level, d.superseded_by_id IS NULL FROM quizzes_leveldecision d
JOIN quizzes_competence c ON c.id = d.competence_id JOIN people_person p ON p.id = d.person_id
WHERE c.code = 'F1' AND p.username = 'deputy' ORDER BY d.generation
"""


def accessible(page: Page, address: str) -> None:
    """In either size: nothing that axe finds, nothing wider than the phone."""
    for elder in ("0", "1"):
        page.context.add_cookies([{"name": "elder", "value": elder, "url": page.url}])
        page.goto(address)
        whole = page.evaluate("document.documentElement.scrollHeight")
        page.set_viewport_size({"width": 375, "height": max(whole, 720)})
        page.evaluate(AXE)
        assert page.evaluate(RUN, TAGS) == [], address
        width = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        assert width[0] <= width[1], f"{address} is wider than the phone"
        page.set_viewport_size({"width": 375, "height": 720})
    page.context.add_cookies([{"name": "elder", "value": "0", "url": page.url}])


def rate(page: Page, know: int, can: int) -> None:
    before = page.url
    page.locator(f"label:has(input[name=know][value='{know}'])").click()
    page.locator(f"label:has(input[name=can][value='{can}'])").click()
    page.locator("main button.main").click()
    page.wait_for_url(lambda url: url != before)


def test_that_a_deputy_comes_from_the_own_view_to_a_level_and_through_an_objection_to_another(
    site: Site, as_role: Callable[..., Page]
) -> None:
    page = as_role("deputy", bypass_csp=True)
    page.goto("/readiness/")
    page.get_by_role("link", name="我的自评").click()
    page.locator("main a.main").click()  # begin
    rate(page, 3, 3)
    accessible(page, page.url)
    page.goto("/readiness/F1/self-rating/")
    rate(page, 1, 2)
    page.goto("/readiness/self-rating/")
    expect(page.locator("main")).to_contain_text("建议先学")
    expect(page.locator("main .stacked").first).to_contain_text("账号与设备安全")
    expect(page.locator("main")).to_contain_text("自评：说不清，没做过；测评：未测评")
    accessible(page, "/readiness/self-rating/")

    page.goto(QUIZ)
    page.locator("main button.main").click()
    page.wait_for_url("**/attempts/**")
    attempt = re.search(r"/attempts/([0-9a-f-]+)/", page.url)
    assert attempt
    give(page, *right_answer(site, attempt[1], 1))
    expect(page.locator("#saved")).to_contain_text("保存")
    page.goto("/learn/")  # a pause
    page.goto(QUIZ)
    page.locator("main .main").first.click()
    page.wait_for_url(f"**/attempts/{attempt[1]}/**")
    answer_all(page, site)
    page.locator("button[value=submit]").click()
    page.wait_for_url("**/review/")

    page.goto("/readiness/F1/")
    now = page.locator("main .next")
    expect(now).to_contain_text("入门")
    expect(now).to_contain_text("四级中的第1级")
    expect(now).to_contain_text("把握")
    expect(page.locator("main")).to_contain_text("到“基础”还缺什么")
    expect(page.locator("main")).to_contain_text("测评比自评好")
    accessible(page, "/readiness/F1/")
    page.get_by_role("link", name="申请复核").click()
    page.locator("#review textarea").fill("十月在家站做过操作，当时没有登记。")
    page.get_by_role("button", name="提交复核申请").click()
    expect(page.locator("main .next")).to_contain_text("正在复核")
    assert [list(row) for row in site.rows(VERSIONS)][-1] == [1, 1]

    clerk = as_role("committee")
    clerk.goto("/readiness/contests/")
    clerk.locator("main a[href^='/readiness/contests/']", has_text="账号与设备安全").first.click()
    clerk.locator("input[name=purpose]").fill("办理本人复核申请")
    clerk.locator("main button.main, main form button").first.click()
    expect(clerk.locator("main blockquote")).to_contain_text("当时没有登记")
    clerk.locator("label:has(input[name=outcome][value='2'])").click()
    clerk.locator("textarea[name=text]").fill("查阅家站登记簿，十月确已独立完成操作。")
    clerk.get_by_role("button", name="作出决定").click()
    expect(clerk.locator("main")).to_contain_text("查阅家站登记簿")

    page.goto("/readiness/F1/")
    expect(page.locator("main .next .held-now")).to_contain_text("基础")
    expect(page.locator("main .next")).to_contain_text("由周慧琴复核后决定")
    versions = page.locator("main .versions > li")
    expect(versions.first).to_contain_text("基础")
    expect(versions.first).to_contain_text("现行")
    expect(versions.first).to_contain_text("复核后由周慧琴决定")
    expect(versions.nth(1)).to_contain_text("入门")
    expect(versions.nth(1)).not_to_contain_text("现行")
    expect(page.locator("main .notice")).to_contain_text("查阅家站登记簿，十月确已独立完成操作。")
    rows = [list(row) for row in site.rows(VERSIONS)]
    assert (rows[-2], rows[-1]) == ([1, 0], [2, 1])
    accessible(page, "/readiness/F1/")
