"""The Chinese catalogues are complete: no text of ours reaches the screen in English."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import polib
import pytest
import wagtail
from django.apps import apps
from django.conf import settings

from tests.architecture.test_arrows import ROOMS

DJANGO_ADMIN = Path(sys.executable).with_name("django-admin")
CATALOGUE = Path("locale/zh_Hans/LC_MESSAGES/django.po")


def extracted(room: Path, copy: Path) -> set[tuple[str | None, str]]:
    """(context, text) of everything that is marked in a room."""
    shutil.copytree(room, copy, ignore=shutil.ignore_patterns("locale", "__pycache__", "migrations", "starter"))
    (copy / "locale").mkdir()
    subprocess.run(
        [DJANGO_ADMIN, "makemessages", "-l", "zh_Hans", "--no-location", "-v", "0"],
        cwd=copy,
        check=True,
        capture_output=True,
        env={name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"},
    )
    return {(entry.msgctxt, entry.msgid) for entry in polib.pofile(str(copy / CATALOGUE))}


@pytest.mark.parametrize("label", ROOMS)
def test_that_the_catalogue_of_a_room_is_complete(label: str, tmp_path: Path) -> None:
    room = Path(apps.get_app_config(label).path)
    marked = extracted(room, tmp_path / "room")
    catalogue = polib.pofile(str(room / CATALOGUE))
    translated = {(entry.msgctxt, entry.msgid) for entry in catalogue.translated_entries()}
    assert sorted(text for _, text in marked - translated) == []
    assert sorted(text for _, text in translated - marked) == []


@pytest.mark.parametrize("label", ROOMS)
def test_that_no_result_is_called_by_a_word_of_the_law(label: str) -> None:
    """合格 and 资格 are terms of the law on deputies; a result is 达到 or 还没有达到."""
    catalogue = polib.pofile(str(Path(apps.get_app_config(label).path) / CATALOGUE))
    texts = [text for entry in catalogue for text in (entry.msgstr, *entry.msgstr_plural.values())]
    assert [text for text in texts if any(word in text for word in ("合格", "补考"))] == []


def test_that_no_text_is_translated_in_two_ways() -> None:
    """Django merges the catalogues: of two translations one would be shown in the other's place. A context parts them."""
    found: dict[tuple[str | None, str], dict[str, str]] = {}
    for label in ROOMS:
        path = Path(apps.get_app_config(label).path) / CATALOGUE
        for entry in polib.pofile(str(path)) if path.exists() else []:
            found.setdefault((entry.msgctxt, entry.msgid), {})[label] = entry.msgstr or entry.msgstr_plural[0]
    assert {key: texts for key, texts in found.items() if len(set(texts.values())) > 1} == {}


def test_that_the_editors_scripts_speak_chinese() -> None:
    scripts = "zh_Hans/LC_MESSAGES/djangojs.po"
    folder = Path(wagtail.__file__).parent / "admin/locale"
    wanted = {entry.msgid for entry in polib.pofile(str(folder / "en/LC_MESSAGES/djangojs.po"))}
    ours = polib.pofile(str(settings.LOCALE_PATHS[0] / scripts)).translated_entries()
    there = polib.pofile(str(folder / scripts)).translated_entries()
    assert sorted(wanted - {entry.msgid for entry in there + ours}) == []
    assert sorted({entry.msgid for entry in ours} - wanted) == []


@pytest.mark.parametrize("part", ["", "admin", "images", "documents", "snippets", "users"])
def test_that_the_editors_screens_speak_chinese(part: str) -> None:
    """Wagtail's own catalogue is a third empty; `lms/locale` says what it leaves out."""
    folder = Path(wagtail.__file__).parent / part / "locale"
    wanted = {(entry.msgctxt, entry.msgid) for entry in polib.pofile(str(folder / "en/LC_MESSAGES/django.po"))}
    there = polib.pofile(str(folder / "zh_Hans/LC_MESSAGES/django.po")).translated_entries()
    for label in ROOMS:
        path = Path(apps.get_app_config(label).path) / CATALOGUE
        there += polib.pofile(str(path)).translated_entries() if path.exists() else []
    there += polib.pofile(str(settings.LOCALE_PATHS[0] / CATALOGUE.relative_to("locale"))).translated_entries()
    assert sorted(text for _, text in wanted - {(entry.msgctxt, entry.msgid) for entry in there}) == []
