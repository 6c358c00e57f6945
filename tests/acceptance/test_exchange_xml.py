"""All Moodle XML and QTI files of SHARED_DIR through the import, held against what their MANIFEST counts."""

from __future__ import annotations

import contextlib
import io
import posixpath
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import transaction
from PIL import Image

from lms.web.errors import BadInput
from quizzes.bank.models import Item, ItemBank
from quizzes.exchange.planning import Defaults
from quizzes.exchange.services.importing import Told, import_file
from tests.acceptance import manifests
from tests.acceptance.manifests import Expected
from tests.quizzes.bank_factories import competence

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 27, 2, 0, tzinfo=UTC)
WANTED = 0.95
NAMED = re.compile(rb"""(?:src|data|href|uri)="([^":]+\.(?:png|jpe?g|gif|svg|html?|xml))"|src=&quot;([^&:]+)&quot;""")
STIMULUS = "<qti-assessment-stimulus><qti-stimulus-body><p>Text</p></qti-stimulus-body></qti-assessment-stimulus>"


@dataclass
class Row:
    """One file: what was counted, and what came of it."""

    name: str
    expected: Expected
    imported: int = 0
    refused: int = 0
    twice: int = 0
    reasons: Counter[str] = field(default_factory=Counter)


@pytest.fixture
def bank() -> ItemBank:
    competence()
    return ItemBank.objects.create(slug="foreign", title="外来试题", purpose=ItemBank.Purpose.PRACTICE)


def test_that_moodle_xml_comes_in(shared: Path, bank: ItemBank, capsys: pytest.CaptureFixture[str]) -> None:
    folder = shared / "data" / "moodle"
    rows = [
        came(bank, folder, expected, lambda content, name: (content, name)) for expected in manifests.moodle(folder)
    ]
    tell("Moodle XML", rows, capsys)
    for row in rows:
        assert row.imported + row.refused + row.twice == row.expected.total, row


def test_that_qti_comes_in(shared: Path, bank: ItemBank, capsys: pytest.CaptureFixture[str]) -> None:
    """Single items are packed together with stand-ins for the pictures and texts that they name: the folder holds the
    items without them."""
    folder = shared / "data" / "qti"
    rows = [came(bank, folder, expected, packed) for expected in manifests.qti(folder)]
    tell("QTI", rows, capsys)


def test_that_a_picture_that_is_missing_is_said_of_every_item_that_shows_one(shared: Path, bank: ItemBank) -> None:
    content = (shared / "data" / "qti" / "qti22" / "1edtech" / "choice.xml").read_bytes()
    told = import_file(bank=bank, content=content, name="choice.xml", defaults=Defaults("F1"), by=None, now=NOW)
    assert [each.reason for each in told.refused if "images/sign.png" in each.reason]
    assert not Item.objects.exists()


@pytest.mark.parametrize("folder", ["moodle/xml", "moodle/other-formats", "moodle/chinese/fps", "qti"])
def test_that_a_refusal_leaves_nothing_behind(shared: Path, bank: ItemBank, folder: str) -> None:
    """Without being asked to keep the good ones: all questions of a file or none."""
    for path in sorted((shared / "data" / folder).rglob("*")):
        if path.is_dir() or path.name == "MANIFEST.md":
            continue
        before = Item.objects.count()
        told = None
        with contextlib.suppress(BadInput):
            told = take_in(bank, path.read_bytes(), path.name, keep_good=False)
        written = told is not None and told.written
        assert written == (told is not None and not told.refused and bool(told.planned))
        assert written or Item.objects.count() == before


def take_in(bank: ItemBank, content: bytes, name: str, *, keep_good: bool) -> Told:
    defaults = Defaults("F1")
    return import_file(bank=bank, content=content, name=name, defaults=defaults, keep_good=keep_good, by=None, now=NOW)


def came(bank: ItemBank, folder: Path, expected: Expected, prepare: Callable[[bytes, str], tuple[bytes, str]]) -> Row:
    path = folder / expected.name
    row = Row(expected.name, expected)
    content, name = prepare(path.read_bytes(), path.name)
    try:
        with transaction.atomic():
            told = take_in(bank, content, name, keep_good=True)
            transaction.set_rollback(True)
    except BadInput as refusal:
        row.reasons[str(refusal)] += 1
        return row
    row.imported = len(told.planned)
    for each in told.refused:
        twice = each.reason.startswith("与文件中的第")
        row.twice += twice
        row.refused += not twice
        row.reasons[each.reason] += not twice
    return row


def packed(content: bytes, name: str) -> tuple[bytes, str]:
    """A package of the item and everything that it names."""
    found = {one or other for one, other in NAMED.findall(content)}
    if not name.endswith(".xml") or "imsmanifest" in name or not found:
        return content, name
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("items/item.xml", content)
        for reference in sorted(found):
            inside = re.sub(r"\$[A-Z_-]+\$", "", reference.decode()).lstrip("/")
            archive.writestr(posixpath.normpath(f"items/{inside}"), stand_in(inside))
    return out.getvalue(), "item.zip"


def stand_in(name: str) -> bytes:
    if name.endswith(".xml"):
        return STIMULUS.encode()
    if name.endswith(("html", "htm")):
        return b"<html><body><p>Text</p></body></html>"
    out = io.BytesIO()
    shade = zlib.crc32(name.encode()) & 0xFFFFFF
    Image.new("RGB", (1000, 1000), f"#{shade:06x}").save(out, "PNG")
    return out.getvalue()


def tell(family: str, rows: list[Row], capsys: pytest.CaptureFixture[str]) -> None:
    """The table, and the share of the questions of supported kinds that came in."""
    supported = sum(row.expected.supported for row in rows)
    came_in = sum(min(row.imported + row.twice, row.expected.supported) for row in rows)
    with capsys.disabled():
        print(f"\n{family}: file → counted, of supported kinds, imported, refused, twice; reasons")
        for row in rows:
            counts = f"{row.expected.total} {row.expected.supported} {row.imported} {row.refused} {row.twice}"
            reasons = "; ".join(f"{times}× {reason}" for reason, times in row.reasons.items())
            print(f"  {row.name} → {counts}" + (f"; {reasons}" if reasons else ""))
        print(f"{family}: {came_in} of {supported} = {came_in / supported:.1%}")
    assert came_in / supported >= WANTED
