"""From an answer and a key to points between 0 and 1. Pure functions over plain data."""

from quizzes.scoring.payloads import SKIPPED, is_skipped, validate
from quizzes.scoring.scorers import VERSION, score

__all__ = ["SKIPPED", "VERSION", "is_skipped", "score", "validate"]
