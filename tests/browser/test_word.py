"""A trainer brings a lesson from Word: uploaded, looked at on both frames, described, made a draft, seen as a page."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK
from tests.browser.serving import Site
from tests.browser.test_axe import AXE, TAGS
from tests.courses.word_files import drawn, lesson, saved

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
WRONG = """tags => axe.run('main form, .bank-note', {runOnly: {type: 'tag', values: tags}}).then(told =>
    told.violations.map(one => one.id + ': ' + one.nodes.map(node => node.html.slice(0, 160)).join(' | ')))"""


def document() -> bytes:
    made = lesson("先看清来电的号码。", "提示：先充电。", title="接到陌生来电")
    made.add_picture(drawn(size=(600, 400)))
    table = made.add_table(2, 2)
    for place, text in enumerate(["情形", "做法", "催转账", "先挂断"]):
        table.cell(place // 2, place % 2).text = text
    return saved(made)


@pytest.mark.parametrize("script", [True, False])
def test_that_a_lesson_from_word_becomes_a_draft(as_role: Callable[..., Page], site: Site, script: bool) -> None:
    page = as_role("trainer", viewport=DESK, bypass_csp=True, java_script_enabled=script)
    number = site.value("SELECT page_ptr_id FROM courses_modulepage ORDER BY page_ptr_id LIMIT 1")
    page.goto(f"/cms/word-lessons/{number}/")
    page.set_input_files("input[type=file]", {"name": "来电.docx", "mimeType": DOCX, "buffer": document()})
    page.locator(".bank-actions button").first.click()
    for frame in (page.frame_locator(".bank-phone"), page.frame_locator(".bank-desk")):
        expect(frame.locator("h1")).to_have_text("接到陌生来电")
        expect(frame.locator("th[scope=col]").first).to_have_text("情形")
        expect(frame.locator("img")).to_be_visible()
    if script:
        page.evaluate(AXE)
        assert page.evaluate(WRONG, TAGS) == []
    make = page.locator("button[form=draft]")
    make.click()
    expect(page.locator(".word-wrong")).to_be_visible()
    page.locator(".word-pictures input[type=text], .word-pictures textarea").first.fill("手机上的来电界面")
    make.click()
    page.wait_for_url("**/cms/pages/*/edit/**")
    draft = page.url.split("/pages/")[1].split("/")[0]
    page.goto(f"/cms/pages/{draft}/view_draft/")
    expect(page.locator("h1")).to_have_text("接到陌生来电")
    expect(page.locator("img[alt='手机上的来电界面']")).to_be_visible()
    assert site.value("SELECT count(*) FROM wagtailcore_page WHERE id = ? AND live", draft) == 0
