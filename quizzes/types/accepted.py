"""Lists of accepted answers, of numbers and of texts."""

from typing import Any

from django.utils.translation import gettext as _

from quizzes.types.problems import KEY, Problem
from quizzes.types.stems import plain

Data = dict[str, Any]
MOST_ANSWERS = 60


def rows_of(key: Data) -> list[Data]:
    rows = key.get("answers")
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def shared(row: Data) -> Data:
    """Points and explanation of one answer; all points go without saying."""
    points, told = row.get("points", 1), plain(row.get("feedback"))
    return ({"points": points} if points not in (1, None, "") else {}) | ({"feedback": told} if told else {})


def problems(answers: list[Data]) -> list[Problem]:
    reasons = []
    if not answers:
        reasons.append(_("write at least one answer that is accepted."))
    if len(answers) > MOST_ANSWERS:
        reasons.append(_("there are more than %(count)d accepted answers.") % {"count": MOST_ANSWERS})
    points = [answer.get("points", 1) for answer in answers]
    if any(isinstance(each, bool) or not isinstance(each, int | float) or not 0 <= each <= 1 for each in points):
        reasons.append(_("the points of an answer lie between 0 and 1."))
    elif answers and max(points) < 1:
        reasons.append(_("one answer must earn all points."))
    return [Problem(KEY, reason) for reason in reasons]
