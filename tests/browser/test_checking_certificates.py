"""Checking a certificate's file on the public page: dropped, chosen, by keyboard, and without any script."""

import base64
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.serving import Site

AWARD = """
from certificates.services import files
from courses.models import Programme
from tests.certificates.factories import awarded
certificate = awarded("欧阳𠮷兰")
Programme.objects.filter(pk=certificate.programme_id).update(live=False)  # or the worker enrols everybody in it
open(r"PATH", "wb").write(files.read(certificate))
print(certificate.serial)
"""
DROP = """async content => {
    const bytes = Uint8Array.from(atob(content), letter => letter.charCodeAt(0));
    const carried = new DataTransfer();
    carried.items.add(new File([bytes], "certificate.pdf", {type: "application/pdf"}));
    for (const kind of ["dragover", "drop"])
        document.body.dispatchEvent(new DragEvent(kind, {dataTransfer: carried, bubbles: true, cancelable: true}));
}"""
UNCHANGED, STRANGE = "文件未被改动", "颁发后被改动过"


@pytest.fixture(scope="module")
def award(site: Site, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    path = tmp_path_factory.mktemp("files") / "certificate.pdf"
    return site.python(AWARD.replace("PATH", str(path))).split()[-1], path


def sent_by(page: Page) -> list[bytes]:
    """Bodies of what the page posts from now on."""
    bodies: list[bytes] = []
    page.on(
        "request", lambda request: bodies.append(request.post_data_buffer or b"") if request.method == "POST" else None
    )
    return bodies


def test_that_a_dropped_file_is_checked_and_does_not_leave_the_browser(
    award: tuple[str, Path], contexts: Callable[..., BrowserContext]
) -> None:
    serial, path = award
    content = path.read_bytes()
    page = contexts().new_page()
    bodies = sent_by(page)
    page.goto("/certificates/")
    page.evaluate(DROP, base64.b64encode(content).decode())
    expect(page.locator("main")).to_contain_text(UNCHANGED)
    expect(page.locator("main .glyph[aria-label=𠮷]")).to_have_count(0)  # the masked middle of the name
    assert len(bodies) == 1
    assert len(bodies[0]) < 2000
    assert b"%PDF" not in bodies[0]
    page.goto(f"/certificates/{serial}/")
    changed = bytearray(content)
    changed[-99] ^= 1
    page.evaluate(DROP, base64.b64encode(changed).decode())
    expect(page.locator("main")).to_contain_text(STRANGE)


def test_that_it_goes_by_the_chooser_and_the_keyboard(
    award: tuple[str, Path], contexts: Callable[..., BrowserContext]
) -> None:
    page = contexts().new_page()
    page.goto("/certificates/")
    page.locator("#check-file input[type=file]").set_input_files(award[1])
    page.locator("#check-file input[type=file]").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text(UNCHANGED)
    page.go_back()
    page.locator("#check-file input[type=file]").set_input_files(
        {"name": "photo.png", "mimeType": "image/png", "buffer": b"\x89PNG\r\n"}
    )
    page.locator("#check-file button").click()
    expect(page.locator("#check-file .said")).to_contain_text("照片和截图无法核对")


def test_that_without_scripts_the_form_does_it(
    award: tuple[str, Path], contexts: Callable[..., BrowserContext]
) -> None:
    page = contexts(java_script_enabled=False).new_page()
    page.goto("/certificates/")
    expect(page.locator("#check-file")).to_contain_text("不保存文件")
    expect(page.locator("#check-file .with-script")).to_be_hidden()
    page.locator("#check-file input[type=file]").set_input_files(award[1])
    page.locator("#check-file button").click()
    expect(page.locator("main")).to_contain_text(UNCHANGED)
    if os.environ.get("SHOTS"):
        for name, more in (("375", {}), ("1280", {"viewport": {"width": 1280, "height": 900}})):
            page = contexts(**more).new_page()
            for address in ("/certificates/", f"/certificates/{award[0]}/"):
                page.goto(address)
                page.screenshot(
                    path=f"{os.environ['SHOTS']}/{name}{address.replace('/', '_')[:15]}.png", full_page=True
                )
            page.locator("form[action*=elder] button").click()
            page.screenshot(path=f"{os.environ['SHOTS']}/{name}_elder.png", full_page=True)
