"""A simulated task on a phone: played through the outbox, reloaded in the middle, without a barrier."""

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.serving import Site
from tests.browser.test_axe import AXE, RUN, TAGS, begin


def acts(page: Page) -> int:
    """How many acts the page knows to be stored."""
    return len(json.loads(page.locator("[name=acts]").input_value()))


def press(page: Page, act: str) -> None:
    """A button of the device, until the server has answered with the next screen."""
    before = acts(page)
    page.locator(f'button[value^="act:{act}"]').first.click()
    for _ in range(200):
        if acts(page) == before + 1:
            return
        page.wait_for_timeout(50)
    raise AssertionError(page.locator("#notice").inner_text())


@pytest.mark.parametrize("elder", [False, True])
def test_that_a_simulated_task_is_played_on_a_phone_and_survives_a_reload(
    site: Site, as_role: Callable[..., Page], elder: bool
) -> None:
    page = as_role("deputy", bypass_csp=True)
    page.context.add_cookies([{"name": "elder", "value": str(int(elder)), "url": site.url}])
    begin(page, "f1-task")
    first = page.locator("#sim-title").inner_text()
    press(page, "")
    stands = page.locator("#sim-title").inner_text()
    page.reload()
    assert page.locator("#sim-title").inner_text() == stands
    press(page, "undo")
    assert page.locator("#sim-title").inner_text() == first
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 375
    page.evaluate(AXE)
    assert page.evaluate(RUN, TAGS) == []


def test_that_an_act_without_a_network_waits_on_the_device_and_then_counts(as_role: Callable[..., Page]) -> None:
    page = as_role("deputy")
    begin(page, "f1-task")
    before = acts(page)
    page.context.set_offline(True)
    page.locator("button[value^='act:']").first.click()
    page.locator("#saved.unsaved").wait_for()
    assert acts(page) == before
    page.context.set_offline(False)
    for _ in range(400):
        if acts(page) == before + 1:
            break
        page.wait_for_timeout(50)
    assert acts(page) == before + 1
