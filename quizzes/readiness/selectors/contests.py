"""Objections, for whoever decides them."""

from django.db.models import QuerySet

from quizzes.readiness.models import Contest


def contests(state: str = "") -> QuerySet[Contest]:
    """Open ones first, then the oldest first; only those of that state where one is given. Without any name."""
    rows = Contest.objects.select_related("decision__competence")
    if state == "open":
        return rows.filter(state=Contest.State.OPEN).order_by("at", "pk")
    if state == "decided":
        return rows.exclude(state=Contest.State.OPEN).order_by("-decided_at", "-pk")
    return rows.order_by("-at", "-pk")
