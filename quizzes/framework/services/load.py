"""The competence framework, from its file into the tables."""

from typing import Any

from django.db import transaction

from quizzes.framework.models import Area, Competence, Framework, ProficiencyLevel
from quizzes.framework.source import read

CORE = {"both": (True, True), "district": (True, False), "township": (False, True), "none": (False, False)}


@transaction.atomic
def load() -> str:
    """One summary line. Idempotent; texts that were mended in the file are mended in the tables."""
    data = read()
    framework, _new = Framework.objects.update_or_create(
        version=data["version"], defaults={"title": data["title"], "in_force_from": data["in_force_from"]}
    )
    competences = _load_competences(_load_areas(framework, data["areas"]))
    texts = _load_levels(competences)
    return f"{framework}: {len(data['areas'])} areas, {len(competences)} competences, {texts} level texts"


def _load_areas(framework: Framework, rows: list[dict[str, Any]]) -> list[tuple[Area, dict[str, Any]]]:
    """Every competence's row with its area, in the framework's order."""
    areas = [
        Area(framework=framework, code=row["code"], name=row["name"], is_gate=row.get("gate", False)) for row in rows
    ]
    Area.objects.bulk_create(
        areas, update_conflicts=True, unique_fields=["framework", "code"], update_fields=["name", "is_gate"]
    )
    return [(area, competence) for area, row in zip(areas, rows, strict=True) for competence in row["competences"]]


def _load_competences(rows: list[tuple[Area, dict[str, Any]]]) -> list[tuple[Competence, list[str]]]:
    """Every competence with the texts of its levels."""
    competences = [_competence(area, row, order) for order, (area, row) in enumerate(rows, start=1)]
    Competence.objects.bulk_create(
        competences,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["area", "name", "duty", "digcomp", "core_district", "core_township", "order"],
    )
    return [(competence, row["levels"]) for competence, (_, row) in zip(competences, rows, strict=True)]


def _competence(area: Area, row: dict[str, Any], order: int) -> Competence:
    district, township = CORE[row["core"]]
    return Competence(
        code=row["code"],
        area=area,
        name=row["name"],
        duty=row["duty"],
        digcomp=row["digcomp"],
        core_district=district,
        core_township=township,
        order=order,
    )


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
