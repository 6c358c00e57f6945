from quizzes.delivery.models.attempt import Attempt, Outcome, PresentedItem, Response, Score
from quizzes.delivery.models.extension import Extension
from quizzes.delivery.models.observation import Observation
from quizzes.delivery.models.quiz import Quiz, QuizSection
from quizzes.delivery.models.statistic import ItemStatistic, StatisticCursor

__all__ = [
    "Attempt",
    "Extension",
    "ItemStatistic",
    "Observation",
    "Outcome",
    "PresentedItem",
    "Quiz",
    "QuizSection",
    "Response",
    "Score",
    "StatisticCursor",
]
