"""Which round of the test is in force."""

from quizzes.appraisal.models import FormDesign


def in_force(scope_key: str) -> FormDesign | None:
    """The newest round of a scope, without its layout; None before the first."""
    rows = FormDesign.objects.filter(scope_key=scope_key).defer("layout").select_related("quiz")
    return rows.order_by("-round").first()
