"""From an answer and a key to points between 0 and 1. Pure functions over plain data."""

from quizzes.scoring.kinds import names
from quizzes.scoring.payloads import SKIPPED, is_skipped, validate
from quizzes.scoring.scorers import VERSION, answer_of, arrange, by_hand_kinds, follows, remarks, score, wrong_of

__all__ = [
    "SKIPPED",
    "VERSION",
    "answer_of",
    "arrange",
    "by_hand_kinds",
    "follows",
    "is_skipped",
    "names",
    "remarks",
    "score",
    "validate",
    "wrong_of",
]
