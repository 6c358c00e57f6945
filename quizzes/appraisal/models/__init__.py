from quizzes.appraisal.models.appraisal import Appraisal, AppraisalCase
from quizzes.appraisal.models.booklet import Booklet, BookletItem, BookletSitting
from quizzes.appraisal.models.design import FormDesign
from quizzes.appraisal.models.rescoring import Rescoring, RescoringLine

__all__ = [
    "Appraisal",
    "AppraisalCase",
    "Booklet",
    "BookletItem",
    "BookletSitting",
    "FormDesign",
    "Rescoring",
    "RescoringLine",
]
