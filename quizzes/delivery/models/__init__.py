from quizzes.delivery.models.attempt import Attempt, ItemLock, Outcome, PresentedItem, Response, Score
from quizzes.delivery.models.extension import Extension, Prolongation
from quizzes.delivery.models.marking import Marking
from quizzes.delivery.models.observation import Observation
from quizzes.delivery.models.paper import PaperEntry, PaperForm, PaperItem, PaperResult, PaperVoid
from quizzes.delivery.models.quiz import Quiz, QuizSection
from quizzes.delivery.models.regrade import Regrade, RegradeLine
from quizzes.delivery.models.statistic import ItemStatistic, StatisticCursor

__all__ = [
    "Attempt",
    "Extension",
    "ItemLock",
    "ItemStatistic",
    "Marking",
    "Observation",
    "Outcome",
    "PaperEntry",
    "PaperForm",
    "PaperItem",
    "PaperResult",
    "PaperVoid",
    "PresentedItem",
    "Prolongation",
    "Quiz",
    "QuizSection",
    "Regrade",
    "RegradeLine",
    "Response",
    "Score",
    "StatisticCursor",
]
