from quizzes.delivery.models.attempt import Attempt, Outcome, PresentedItem, Response, Score
from quizzes.delivery.models.extension import Extension
from quizzes.delivery.models.observation import Observation
from quizzes.delivery.models.quiz import Quiz, QuizSection

__all__ = [
    "Attempt",
    "Extension",
    "Observation",
    "Outcome",
    "PresentedItem",
    "Quiz",
    "QuizSection",
    "Response",
    "Score",
]
