from quizzes.framework.models import Competence


def competences() -> list[Competence]:
    """All twenty in the framework's order, each with its area and its level texts (`levels.all()`): two queries."""
    return list(Competence.objects.select_related("area").prefetch_related("levels").order_by("order"))


def core_for(level: str) -> list[str]:
    """The codes that the framework proposes as core for "district" or "township" deputies."""
    flag = {"district": "core_district", "township": "core_township"}[level]
    return list(Competence.objects.filter(**{flag: True}).order_by("order").values_list("code", flat=True))
