from quizzes.quality.models.report import QualityReport
from quizzes.quality.models.second_look import AttestationDraw, SecondLook

__all__ = ["AttestationDraw", "QualityReport", "SecondLook"]
