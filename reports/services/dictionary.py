"""What the columns of the published tables mean. One description, `data/dictionary.yaml`, for XLSX and CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from lms.web.spreadsheets import harmless
from reports.models import Snapshot
from reports.services.publishing import BOUNDS, SHARES, PublishedTable
from reports.words import COLUMNS, pair_of

DESCRIPTION = Path(__file__).resolve().parents[1] / "data" / "dictionary.yaml"
HEADS = ("表", "数据项", "含义", "单位", "可取值", "来源")
CSV_NAME = "report.csv"


class Entry(NamedTuple):
    """One column of one table; the fields stand under HEADS."""

    table: str
    column: str
    meaning: str
    unit: str
    allowed: str
    source: str


@lru_cache(maxsize=1)
def description() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(DESCRIPTION.read_text(encoding="utf-8"))
    return loaded


def keys_of(table: PublishedTable) -> list[str]:
    """The keys of the columns that files show: counts, the share with its interval, its bounds where there are any."""
    return [
        *(column.key for column in table.columns),
        *(key for key in SHARES if key not in BOUNDS or table.has_bounds),
    ]


def unit_of(key: str) -> str:
    kind = "shares" if key in SHARES else "counts"
    return str(description()[kind]["unit"])


def dictionary(snapshot: Snapshot, tables: Iterable[PublishedTable]) -> list[Entry]:
    """An entry for each column of each table, then those of report.csv, which holds all tables in long form."""
    said = description()
    found = []
    for table in tables:
        found.append(_row_entry(table, said["row"]))
        part, whole = (COLUMNS[key] for key in pair_of(table.key))
        words = {"part": part, "whole": whole, "hours_min": snapshot.scope.get("hours_min", 0)}
        for key in keys_of(table):
            own, kind = said["columns"][key], said["shares" if key in SHARES else "counts"]
            meaning = own["meaning"].format(**words)
            found.append(Entry(table.title, COLUMNS[key], meaning, kind["unit"], kind["allowed"], own["source"]))
    for name, own in said["csv"].items():
        found.append(Entry(CSV_NAME, name, own["meaning"], own["unit"], own["allowed"], "上列各表"))
    return found


def as_csv(entries: Iterable[Sequence[str]]) -> bytes:
    out = io.StringIO()
    sheet = csv.writer(out)
    sheet.writerow(HEADS)
    sheet.writerows([harmless(cell) for cell in entry] for entry in entries)
    return out.getvalue().encode("utf-8-sig")


def _row_entry(table: PublishedTable, own: dict[str, str]) -> Entry:
    return Entry(table.title, own["name"], own["meaning"], own["unit"], own["allowed"], own["source"])
