"""The figures of a round are counted in the transaction that closes it."""

from datetime import datetime

from courses.models import NeedsRound
from reports.models import NeedsReport


def freeze(asked: NeedsRound, now: datetime) -> None:
    """Once a round; called again it changes nothing."""
    from reports.needs import counting  # with scipy: seconds that a web process does without

    if NeedsReport.objects.filter(round=asked).exists():
        return
    answers = list(asked.answers.values_list("group", "answers"))
    figures = counting.figures_of(asked.survey, asked.invited, answers)
    NeedsReport.objects.create(round=asked, figures=figures, hash=counting.hash_of(figures), made_at=now)
