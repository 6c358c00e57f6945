"""The thresholds of a standard."""

from collections.abc import Collection

from quizzes.readiness.models import CutScore


def cuts_of(competence_ids: Collection[int], version: int) -> dict[int, dict[int, float]]:
    """competence -> level -> threshold in logits, of each the highest version that is not above this one. One query."""
    found: dict[int, dict[int, float]] = {}
    for cut in CutScore.objects.filter(competence__in=competence_ids, version__lte=version).order_by("version", "pk"):
        found.setdefault(cut.competence_id, {})[cut.level] = cut.theta
    return found
