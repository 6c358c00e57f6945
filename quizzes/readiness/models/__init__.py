from quizzes.readiness.models.act import AnnouncedAct
from quizzes.readiness.models.contest import Contest
from quizzes.readiness.models.evidence import Evidence, EvidenceWithdrawal
from quizzes.readiness.models.grade import ReadinessGrade
from quizzes.readiness.models.level import LevelDecision
from quizzes.readiness.models.rule import CutScore, ReadinessRule
from quizzes.readiness.models.standard import AnnouncedRun, Basis, RunLine, Standard

__all__ = [
    "AnnouncedAct",
    "AnnouncedRun",
    "Basis",
    "Contest",
    "CutScore",
    "Evidence",
    "EvidenceWithdrawal",
    "LevelDecision",
    "ReadinessGrade",
    "ReadinessRule",
    "RunLine",
    "Standard",
]
