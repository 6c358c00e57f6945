"""The readiness test as a deputy takes it: on the phone, with a pause, on another device, to the result."""

import re
from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import DESK, PHONE
from tests.browser.serving import Site
from tests.browser.test_axe import AXE, RUN, TAGS
from tests.browser.test_journeys import give, right_answer

HOME = "/readiness/test/"
FINISH = """
import random
from django.db import transaction
from django.utils import timezone
from courses.models import Programme
from lms.people.models import Person
from lms.site.services import simulation
from quizzes.appraisal.models import Appraisal
from quizzes.appraisal.scoring import UNDECIDED
deputy, programme = Person.objects.get(username="deputy"), Programme.objects.get(slug="starter")
for seed in range(50):  # which questions there are is drawn: answer until some area lies near a border
    with transaction.atomic():
        simulation.take_test(deputy, programme, -0.4, random.Random(seed), timezone.now(), simulation.Told())
        areas = Appraisal.objects.filter(booklet__person=deputy).latest("pk").areas
        if any(area["band"] == UNDECIDED for area in areas):
            break
        transaction.set_rollback(True)
else:
    raise SystemExit("no area lies near a border")
"""


def clean(page: Page) -> None:
    """Axe finds nothing, and nothing is wider than the screen."""
    whole = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": PHONE["width"], "height": max(whole, PHONE["height"])})
    page.evaluate(AXE)
    assert page.evaluate(RUN, TAGS) == []
    width = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert width[0] <= width[1], "the page is wider than the phone"


def test_that_a_test_is_paused_gone_on_with_elsewhere_and_ends_in_a_result(
    site: Site,
    as_role: Callable[..., Page],
    contexts: Callable[..., BrowserContext],
    cookies: Callable[[str], list[dict[str, object]]],
) -> None:
    phone = as_role("deputy", bypass_csp=True)
    phone.goto("/learn/")
    phone.get_by_role("link", name="接着做测评").click()
    phone.wait_for_url(f"**{HOME}")
    clean(phone)
    phone.get_by_role("button", name="开始做第2部分").click()
    phone.wait_for_url("**/attempts/**")
    found = re.search(r"/attempts/([0-9a-f-]+)/", phone.url)
    assert found
    give(phone, *right_answer(site, found[1], 1))
    phone.get_by_role("button", name="今天先做到这里").click()
    phone.wait_for_url(f"**{HOME}")
    expect(phone.get_by_role("button", name="接着做第2部分")).to_be_visible()

    desk = as_role("deputy", viewport=DESK)
    desk.goto(HOME)
    desk.get_by_role("button", name="接着做第2部分").click()
    desk.wait_for_url(f"**/attempts/{found[1]}/**")
    desk.goto(f"/attempts/{found[1]}/submit/")
    expect(desk.locator(".overview li").first.locator(".tag")).to_have_text("已答")

    site.python(FINISH)
    plain = contexts(java_script_enabled=False)
    plain.add_cookies(cookies("deputy"))  # type: ignore[arg-type]
    page = plain.new_page()
    page.goto(HOME)
    page.get_by_role("link", name="查看我的结果").click()
    expect(page.locator("h2.big")).to_contain_text("很可能在")
    assert page.locator("svg[role=img]").count() == 2
    for size in ("0", "1"):
        phone.context.add_cookies([{"name": "elder", "value": size, "url": site.url}])
        phone.goto(page.url)
        for summary in phone.locator("details > summary").all():
            summary.click()
        expect(phone.locator("table caption").first).to_be_visible()
        clean(phone)
        phone.set_viewport_size(PHONE)
    phone.get_by_role("button", name="要求做第二套题").click()
    expect(phone.get_by_role("button", name="开始做第1部分")).to_be_visible()
