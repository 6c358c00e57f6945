"""A file of items into a bank, all or none; and a bank out into a file."""

import csv
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from io import StringIO
from typing import Any

import yaml
from django.db import transaction
from django.utils.translation import gettext as _

from lms.audit.services import log
from lms.people.models import Person
from lms.web.errors import BadInput, Refusal
from quizzes.bank import rows
from quizzes.bank.models import Item, ItemBank
from quizzes.bank.services.items import export_item, load_item
from quizzes.framework.models import Competence


@dataclass(frozen=True)
class BadRow:
    """One reason why one entry of a file was refused; `number` counts entries from 1."""

    number: int
    item: str
    field: str
    reason: str


@dataclass(frozen=True)
class Told:
    """What a file did, or would do on a dry run: how many items in each state; nothing when rows are bad."""

    states: dict[str, int]
    bad: list[BadRow]


def read_rows(content: bytes) -> list[Any]:
    """The entries of an items.yaml. BadInput for anything else."""
    try:
        entries = yaml.safe_load(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, yaml.YAMLError) as wrong:
        raise BadInput(_("The file cannot be read as YAML: %(why)s") % {"why": str(wrong)[:200]}) from wrong
    if not isinstance(entries, list) or not entries:
        raise BadInput(_("The file must hold a list of items, each beginning with “- id: …”."))
    return entries


def find_bank(slug: str) -> ItemBank:
    bank = ItemBank.objects.filter(slug=slug).first()
    if bank is None:
        known = "、".join(ItemBank.objects.values_list("slug", flat=True)) or "–"
        raise Refusal(
            _("There is no bank “%(slug)s”; make it in the editor first. There are: %(known)s")
            % {"slug": slug, "known": known}
        )
    return bank


def import_items(*, bank: ItemBank, entries: list[Any], dry_run: bool, by: Person | None, now: datetime) -> Told:
    """All entries or none: a single bad one, and nothing is written."""
    competences = {competence.code: competence for competence in Competence.objects.all()}
    homes = dict(Item.objects.filter(bank=bank).values_list("slug", "competence__code"))
    bad = _bad_rows(bank, entries, competences, homes)
    if bad:
        return Told({}, bad)
    with transaction.atomic():
        states = Counter(
            load_item(bank=bank, competence=competences[_code(row, homes)], row=row, by=by, now=now)[1]
            for row in entries
        )
        transaction.set_rollback(dry_run)
        if not dry_run:
            _audit("items.imported", bank, len(entries), by, now)
    return Told(dict(states), [])


def _code(row: dict[str, Any], homes: dict[str, str]) -> str:
    """An entry says its competence, or the item is there already, or the whole bank has only one."""
    only = set(homes.values())
    return str(row.get("competence") or homes.get(str(row.get("id"))) or (only.pop() if len(only) == 1 else ""))


def _bad_rows(
    bank: ItemBank, entries: list[Any], competences: dict[str, Competence], homes: dict[str, str]
) -> list[BadRow]:
    slugs = [str(row.get("id")) for row in entries if isinstance(row, dict)]
    twice = {slug for slug, times in Counter(slugs).items() if times > 1}
    there = Item.objects.filter(slug__in=slugs).select_related("bank").in_bulk(field_name="slug")
    bad = []
    for number, row in enumerate(entries, start=1):
        name = str(row.get("id") or "?") if isinstance(row, dict) else "?"
        bad += [BadRow(number, name, problem.field, problem.reason) for problem in rows.row_problems(row)]
        if not isinstance(row, dict):
            continue
        item = there.get(name)
        if name in twice:
            bad.append(BadRow(number, name, "id", _("stands in the file twice.")))
        if item and item.bank_id != bank.pk:
            bad.append(BadRow(number, name, "id", _("belongs to the bank “%(bank)s”.") % {"bank": item.bank.title}))
        if item and item.live_version_id and item.kind != row.get("kind"):
            bad.append(BadRow(number, name, "kind", _("is another one than that of the published item.")))
        if _code(row, homes) not in competences:
            reason = _("is missing or unknown; write competence: A1 or another code of the framework.")
            bad.append(BadRow(number, name, "competence", reason))
    return bad


def export_items(*, bank: ItemBank, by: Person | None, now: datetime) -> tuple[str, int]:
    """The bank's items as an items.yaml, keys included, and their number; audited."""
    entries = [
        export_item(item) | {"competence": item.competence.code}
        for item in bank.items.filter(live_version__isnull=False)
        .select_related("competence", "live_version")
        .prefetch_related("live_version__keys")
        .order_by("slug")
    ]
    _audit("items.exported", bank, len(entries), by, now)
    return yaml.safe_dump(entries, allow_unicode=True, sort_keys=False, width=1000), len(entries)


def errors_csv(bad: Iterable[BadRow]) -> str:
    """The bad rows for a spreadsheet; a value that it would take for a formula gets an apostrophe in front."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow([_("Entry"), _("Item"), _("Field"), _("Reason")])
    for row in bad:
        writer.writerow([row.number, *map(_harmless, (row.item, row.field, row.reason))])
    return out.getvalue()


def _harmless(text: str) -> str:
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text


def _audit(verb: str, bank: ItemBank, count: int, by: Person | None, now: datetime) -> None:
    log.record(
        actor_uuid=by.uuid if by else None,
        verb=verb,
        object_type="item_bank",
        object_id=bank.slug,
        purpose=str(count),
        now=now,
    )
