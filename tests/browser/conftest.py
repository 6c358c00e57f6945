"""One site for the whole run, and Chromium against it."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from lms.site.services.demonstration import PASSWORD
from tests.browser.serving import Site, serving

expect.set_options(timeout=20_000)  # a laden machine is slow, not wrong
PHONE = {"width": 375, "height": 720}
DESK = {"width": 1280, "height": 900}
SignIn = Callable[..., Page]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with serving(Site(tmp_path_factory.mktemp("site"))) as one:
        one.prepare()
        one.start_web()
        one.start_worker()
        yield one


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def cookies(site: Site, browser: Browser) -> Callable[[str], list[dict[str, object]]]:
    """The cookies of a demonstration account that signed in by the form; once a run."""
    known: dict[str, list[dict[str, object]]] = {}

    def of(username: str) -> list[dict[str, object]]:
        if username not in known:
            context = browser.new_context(base_url=site.url, locale="zh-CN")
            page = context.new_page()
            page.goto("/accounts/login/")
            page.fill("input[name=login]", username)
            page.fill("input[name=password]", PASSWORD)
            page.click("main button.main")
            page.wait_for_url(lambda url: "/accounts/login/" not in url)
            known[username] = context.cookies()  # type: ignore[assignment]
            context.close()
        return known[username]

    return of


@pytest.fixture
def contexts(site: Site, browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Makes browser contexts that are closed at the end of the test."""
    made: list[BrowserContext] = []

    def make(**more: object) -> BrowserContext:
        context = browser.new_context(**({"base_url": site.url, "locale": "zh-CN", "viewport": PHONE} | more))
        context.set_default_timeout(20_000)
        made.append(context)
        return context

    yield make
    for context in made:
        context.close()


@pytest.fixture
def as_role(
    contexts: Callable[..., BrowserContext], cookies: Callable[[str], list[dict[str, object]]]
) -> Callable[..., Page]:
    """A page of whoever has that name in the demonstration; an empty name signs nobody in."""

    def page(username: str, **more: object) -> Page:
        context = contexts(**more)
        if username:
            context.add_cookies(cookies(username))  # type: ignore[arg-type]
        return context.new_page()

    return page
