"""One item of each kind on a phone: answered without any script and with it, by the rules of WCAG, and looked at again."""

import json
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from quizzes import scoring
from tests.browser.conftest import DESK
from tests.browser.serving import Site
from tests.browser.test_axe import AXE, RUN, TAGS
from tests.browser.test_journeys import fill, right_answer, stored_answer

MAKE = """
from datetime import datetime, UTC
from quizzes.bank.services import items
from quizzes.delivery.services.quizzes import load_quiz
from quizzes.models import Competence
from tests.quizzes.types.samples import SAMPLES
now, competence = datetime.now(UTC), Competence.objects.get(code="A1")
bank = items.ensure_bank(slug="kinds", title="各种题型", purpose="practice")
for kind, (body, key) in SAMPLES.items():
    row = {"id": f"kind-{kind}", "kind": kind, "level": 1, "key": key, "feedback": {"general": "因为是这样。"}} | body
    items.load_item(bank=bank, competence=competence, row=row, now=now)
policy = {"attempts": None, "pass_share": 0.6, "minutes": None, "feedback": "after_attempt", "shuffle_options": True}
load_quiz(slug="kinds", title="各种题型・练一练", purpose="practice", competence=competence, policy=policy,
          sections=[{"bank": bank, "level": None, "count": len(SAMPLES)}])
"""
ANSWERS = """
SELECT p.position, r.payload FROM quizzes_response r JOIN quizzes_presenteditem p ON p.id = r.presented_id
JOIN quizzes_attempt a ON a.id = p.attempt_id WHERE a.uuid = ? ORDER BY r.seq
"""


@pytest.fixture(scope="module")
def quiz(site: Site) -> str:
    site.python(MAKE)
    return "kinds"


def begin(page: Page, quiz: str) -> str:
    page.goto(f"/quizzes/{quiz}/")
    page.click("main button.main")
    page.wait_for_url("**/attempts/**")
    found = re.search(r"/attempts/([0-9a-f-]+)/", page.url)
    assert found
    return found[1]


def check(page: Page) -> None:
    """Nothing for axe, nothing wider than the phone, nothing too small to touch."""
    page.evaluate(AXE)
    assert page.evaluate(RUN, TAGS) == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    small = page.locator(".question select, .question input:not([type=radio]):not([type=checkbox])").evaluate_all(
        "all => all.filter(one => one.offsetParent && one.getBoundingClientRect().height < 44).map(one => one.outerHTML)"
    )
    assert small == []


def total(page: Page) -> int:
    return page.locator(".steps i").count()


@pytest.mark.parametrize("size", ["standard", "elder"])
def test_that_each_kind_is_answered_with_the_script(
    site: Site, as_role: Callable[..., Page], quiz: str, size: str
) -> None:
    page = as_role("deputy", bypass_csp=True)
    page.context.add_cookies([{"name": "elder", "value": str(int(size == "elder")), "url": site.url}])
    attempt = begin(page, quiz)
    for position in range(1, total(page) + 1):
        page.goto(f"/attempts/{attempt}/?item={position}")
        kind, key = right_answer(site, attempt, position)
        check(page)
        answer = scoring.answer_of(kind, key)
        if kind == "ordering":
            for option in answer["order"]:
                row = page.locator(f'li.option[data-value="{option}"]')
                for _ in answer["order"]:
                    row.locator(".down").click() if row.locator(".down").is_enabled() else None
        else:
            fill(page, answer)
        expect(page.locator("#saved")).to_contain_text(re.compile(r"已保存 \d\d:\d\d:\d\d"))
    page.goto(f"/attempts/{attempt}/submit/")
    page.locator("button[value=submit]").click()
    page.wait_for_url("**/review/")
    expect(page.locator(".reviewed .tag.ok")).to_have_count(8)
    check(page)


def test_that_each_kind_is_answered_without_any_script(
    site: Site,
    contexts: Callable[..., BrowserContext],
    cookies: Callable[[str], list[dict[str, object]]],
    quiz: str,
) -> None:
    context = contexts(java_script_enabled=False)
    context.add_cookies(cookies("deputy"))  # type: ignore[arg-type]
    page = context.new_page()
    attempt = begin(page, quiz)
    wanted = {}
    for position in range(1, total(page) + 1):
        page.goto(f"/attempts/{attempt}/?item={position}")
        kind, key = right_answer(site, attempt, position)
        answer, wanted[position] = scoring.answer_of(kind, key), stored_answer(site, attempt, position)
        if kind == "ordering":
            for place, option in enumerate(answer["order"], start=1):
                page.locator(f"select[name=place-{option}]").select_option(str(place))
        else:
            fill(page, answer)
        page.locator(".turn .main").click()
        page.wait_for_url(re.compile(rf"item={position + 1}|/submit/"))
    stored = {position: json.loads(payload) for position, payload in site.rows(ANSWERS, attempt.replace("-", ""))}
    assert stored == wanted
    page.locator("button[value=submit]").click()
    page.wait_for_url("**/review/")
    expect(page.locator(".reviewed .tag.ok")).to_have_count(8)


def test_that_typing_is_saved_after_a_pause_and_never_called_saved_before(
    site: Site, as_role: Callable[..., Page], quiz: str
) -> None:
    page = as_role("deputy")
    attempt = begin(page, quiz)
    short = next(n for n in range(1, total(page) + 1) if right_answer(site, attempt, n)[0] == "short")
    page.goto(f"/attempts/{attempt}/?item={short}")
    page.locator("#text").press_sequentially("五年制", delay=60)
    expect(page.locator("#saved")).to_have_text("有改动，尚未保存")
    assert site.rows(ANSWERS, attempt.replace("-", "")) == []
    expect(page.locator("#saved")).to_contain_text(re.compile(r"已保存 \d\d:\d\d:\d\d"))
    assert len(site.rows(ANSWERS, attempt.replace("-", ""))) == 1
    page.locator("#text").press_sequentially("度")
    page.reload()
    expect(page.locator("#text")).to_have_value("五年制度")
    expect(page.locator("#saved")).to_contain_text(re.compile(r"已?保存 \d\d:\d\d:\d\d"))
    page.locator("#text").fill("")
    page.locator("#text").blur()
    expect(page.locator("#notice")).to_contain_text("答案不能清空")


@pytest.mark.parametrize("kind", ["single", "multiple", "ordering", "boolean", "matching", "numeric", "short", "cloze"])
def test_that_an_author_sees_the_form_and_the_preview_of_each_kind(
    as_role: Callable[..., Page], site: Site, quiz: str, kind: str
) -> None:
    page = as_role("trainer", viewport=DESK, bypass_csp=True)
    number = site.value("SELECT id FROM quizzes_item WHERE slug = ?", f"kind-{kind}")
    page.goto(f"/cms/items/{number}/")
    page.evaluate(AXE)
    found = page.evaluate(
        "tags => axe.run('.bank-form', {runOnly: {type: 'tag', values: tags}}).then(told => told.violations.map(one => one.id))",
        TAGS,
    )
    assert found == []
    page.goto(f"/cms/items/{number}/preview/frame/")
    check(page)


def test_that_the_committee_decides_on_a_page_without_a_key(
    as_role: Callable[..., Page], site: Site, quiz: str
) -> None:
    page = as_role("committee", viewport=DESK, bypass_csp=True)
    number = site.value("SELECT id FROM quizzes_item WHERE slug = 'kind-single'")
    page.goto(f"/cms/items/{number}/")
    page.wait_for_url(f"**/cms/items/{number}/review/")
    expect(page.locator(".bank-facts")).to_contain_text("L1")
    expect(page.locator("iframe")).to_have_count(0)
    page.evaluate(AXE)
    found = page.evaluate(
        "tags => axe.run('#main', {runOnly: {type: 'tag', values: tags}}).then(told => told.violations.map(one => one.id))",
        TAGS,
    )
    assert found == []
    page.locator("button[value=retire]").click()
    page.locator("button[value=restore]").click()
    expect(page.locator("button[value=retire]")).to_be_visible()
