"""Snapshots made by hand: rows with known answers, without people behind them."""

import random
from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from courses.models import Programme
from reports.models import Snapshot, SnapshotLevel, SnapshotMandate

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
DAY = date(2026, 11, 24)
NAMES = {"A1": "认识数智人大", "C2": "家站线上平台与代表电子身份码", "F1": "账号与设备安全"}
TOWNS = ("东岭镇", "西河镇", "南桥镇", "北塘镇", "中坝镇")
STREETS = ("城东街道", "城西街道")
AGES = ("35岁以下", "35～49岁", "50～59岁", "60岁及以上")


def make_programme(slug: str = "starter", **fields: Any) -> Programme:
    given = {
        "title": "新一届区镇两级人大代表数字履职能力培训",
        "basis": {"title": "《新一届区镇两级人大代表培训工作方案》"},
        "starts": DAY,
        "ends": date(2027, 6, 30),
        "hours": {"online": 3, "classroom": 3, "field": 2},
        "pass_rule": {"hours_min": 6},
        "live": True,
    }
    return Programme.objects.create(slug=slug, **(given | fields))


def make_snapshot(rows: Iterable[dict[str, Any]], programme: Programme | None = None, **fields: Any) -> Snapshot:
    """A snapshot with these rows; each may hold `levels`: {code: (state, level)}."""
    rows = list(rows)
    given = {
        "as_of": DAY,
        "rules": {"readiness": 1, "pass": 1, "framework": 1},
        "scope": {
            "key": "programme:starter",
            "covered": list(NAMES),
            "core": {"district": list(NAMES), "township": list(NAMES)},
            "names": NAMES,
            "programme": "新一届区镇两级人大代表数字履职能力培训",
            "basis": "新一届区镇两级人大代表培训工作方案",
            "load": {level: {"modules": 3, "hours": "8"} for level in ("district", "township")},
            "hours_min": 6,
        },
        "mandates": len(rows),
        "persons": len(rows),
        "source_hash": "0" * 64,
        "seal": "1 2026-11-23 sha256 3 9 ab cd ef",
        "made_at": NOW,
    }
    snapshot = Snapshot.objects.create(programme=programme or make_programme(), **(given | fields))
    made = SnapshotMandate.objects.bulk_create(
        [
            SnapshotMandate(
                snapshot=snapshot,
                number=number,
                person_key=f"{number:032x}",
                **{name: value for name, value in row.items() if name != "levels"},
            )
            for number, row in enumerate(rows, 1)
        ]
    )
    SnapshotLevel.objects.bulk_create(
        [
            SnapshotLevel(row=frozen, competence=code, state=state, level=level)
            for frozen, row in zip(made, rows, strict=True)
            for code, (state, level) in row.get("levels", {}).items()
        ]
    )
    return snapshot


def one_row(**fields: Any) -> dict[str, Any]:
    given = {
        "level": "township",
        "origin": "new",
        "unit": "东岭镇",
        "unit_position": 1,
        "age_band": "50～59岁",
        "grade": "basic",
        "enrolled": True,
        "completed": True,
        "certified": True,
        "hours": Decimal("7.0"),
        "mode": "phone",
    }
    return given | fields


def cohort(seed: int = 1, per_town: int = 50, per_unit: int = 34, reach: float = 0.6) -> list[dict[str, Any]]:
    """Rows like those of the demonstration: five towns, seven units of the district's deputies."""
    rng = random.Random(seed)
    places = [("township", place, name, per_town) for place, name in enumerate(TOWNS, 1)]
    places += [("district", place, name, per_unit) for place, name in enumerate((*TOWNS, *STREETS), 1)]
    return [_drawn(rng, level, place, unit, reach) for level, place, unit, size in places for _ in range(size)]


def _drawn(rng: random.Random, level: str, place: int, unit: str, reach: float) -> dict[str, Any]:
    known = rng.random() < 0.8
    levels: dict[str, tuple[str, int | None]] = dict.fromkeys(NAMES, ("unassessed", None))
    grade = "unassessed"
    if known:
        levels = {code: ("decided", rng.choice((2, 2, 3, 4)) if rng.random() < reach**0.33 else 1) for code in NAMES}
        least = min(held or 0 for _, held in levels.values())
        grade = "starting" if least < 2 else rng.choice(("basic", "basic", "full")) if least < 3 else "exemplary"
    completed = known and rng.random() < 0.7
    return one_row(
        level=level,
        unit=unit,
        unit_position=place,
        origin=rng.choice(("new", "new", "re_elected")),
        age_band=rng.choice(AGES),
        grade=grade,
        enrolled=rng.random() < 0.97 or completed,
        completed=completed,
        certified=completed and rng.random() < 0.95,
        hours=Decimal(rng.choice((0, 3, 6, 7, 8))),
        mode=rng.choice(("phone", "phone", "desktop", "paper")) if known else "",
        assisted=known and rng.random() < 0.06,
        levels=levels,
    )
