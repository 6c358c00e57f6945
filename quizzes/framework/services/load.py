"""The competence framework, from its file into the tables."""

from typing import Any

from django.db import transaction

from quizzes.framework.models import Area, Competence, Framework, ProficiencyLevel
from quizzes.framework.source import read

CORE = {"both": (True, True), "district": (True, False), "township": (False, True), "none": (False, False)}


@transaction.atomic
def load() -> str:
    """One summary line. Idempotent: what is there and equal stays untouched; texts that were mended in the file are
    mended in the tables."""
    data = read()
    framework, _new = Framework.objects.update_or_create(
        version=data["version"], defaults={"title": data["title"], "in_force_from": data["in_force_from"]}
    )
    competences = [_load_competence(area, row) for area, row in _areas(framework, data["areas"])]
    texts = _load_levels(competences)
    return f"{framework}: {len(data['areas'])} areas, {len(competences)} competences, {texts} level texts"


def _areas(framework: Framework, rows: list[dict[str, Any]]) -> list[tuple[Area, dict[str, Any]]]:
    """Every competence's row with its area, in the framework's order."""
    pairs = []
    for row in rows:
        area, _new = Area.objects.update_or_create(
            framework=framework,
            code=row["code"],
            defaults={"name": row["name"], "is_gate": row.get("gate", False)},
        )
        pairs += [(area, competence) for competence in row["competences"]]
    return [(area, competence | {"order": order}) for order, (area, competence) in enumerate(pairs, start=1)]


def _load_competence(area: Area, row: dict[str, Any]) -> tuple[Competence, list[str]]:
    district, township = CORE[row["core"]]
    competence, _new = Competence.objects.update_or_create(
        code=row["code"],
        defaults={
            "area": area,
            "name": row["name"],
            "duty": row["duty"],
            "digcomp": row["digcomp"],
            "core_district": district,
            "core_township": township,
            "order": row["order"],
        },
    )
    return competence, row["levels"]


def _load_levels(competences: list[tuple[Competence, list[str]]]) -> int:
    rows = [
        ProficiencyLevel(competence=competence, level=level, text=text)
        for competence, texts in competences
        for level, text in enumerate(texts, start=1)
    ]
    ProficiencyLevel.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["competence", "level"], update_fields=["text"]
    )
    return len(rows)
