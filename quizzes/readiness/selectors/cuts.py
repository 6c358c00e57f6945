"""The thresholds in force."""

from collections.abc import Collection

from quizzes.readiness.models import CutScore


def cuts_of(competence_ids: Collection[int]) -> dict[int, dict[int, float]]:
    """competence -> level -> threshold in logits, the highest version of each. One query."""
    found: dict[int, dict[int, float]] = {}
    for cut in CutScore.objects.filter(competence__in=competence_ids).order_by("version", "pk"):
        found.setdefault(cut.competence_id, {})[cut.level] = cut.theta
    return found
