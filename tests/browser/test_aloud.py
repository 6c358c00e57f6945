"""A lesson read aloud. The browsers here have no voice: a stand-in takes one line after the other and keeps it."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

VOICE = """
window.said = [];
Object.defineProperty(window, "speechSynthesis", {value: {
  voices: [], getVoices() { return this.voices }, cancel() {}, speak(piece) { window.said.push(piece); },
}});
"""
COMES = "speechSynthesis.voices = [{lang: 'zh-CN', name: 'one'}]; speechSynthesis.onvoiceschanged()"
WAYS = "window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text } }"


def test_that_a_lesson_is_read_aloud_only_where_the_browser_has_a_chinese_voice(as_role: Callable[..., Page]) -> None:
    page = as_role("deputy")
    page.add_init_script(VOICE + WAYS)
    page.goto("/programme/starter/d3/read-the-head/")
    button = page.locator("[data-aloud]")
    expect(button).to_be_hidden()
    page.evaluate(COMES)
    expect(button).to_have_text("朗读这一课")
    button.click()
    expect(button).to_have_text("停止朗读")
    expect(button).to_have_attribute("aria-pressed", "true")
    for _line in range(200):
        if not page.evaluate("(() => { const n = said.length; said[n - 1].onend(); return said.length > n })()"):
            break
    said = page.evaluate("said.map((piece) => piece.text)")
    assert "先看表头、单位和口径" in said
    assert any(line.startswith("农林水，2025年预算数：800，") for line in said)
    assert not any("朗读" in line or "想好了" in line for line in said)
    expect(button).to_have_text("朗读这一课")
