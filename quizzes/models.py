"""What the app offers to the rooms above; each concept keeps its own models."""

from quizzes.bank.models import Item, ItemBank, ItemDraft, ItemKey, ItemKind, ItemVersion, Task
from quizzes.delivery.models import (
    Attempt,
    Extension,
    ItemStatistic,
    Observation,
    Outcome,
    PresentedItem,
    Quiz,
    QuizSection,
    Response,
    Score,
    StatisticCursor,
)
from quizzes.framework.models import Area, Competence, Framework, ProficiencyLevel
from quizzes.readiness.models import (
    Contest,
    CutScore,
    Evidence,
    EvidenceWithdrawal,
    LevelDecision,
    ReadinessGrade,
    ReadinessRule,
)

__all__ = [
    "Area",
    "Attempt",
    "Competence",
    "Contest",
    "CutScore",
    "Evidence",
    "EvidenceWithdrawal",
    "Extension",
    "Framework",
    "Item",
    "ItemBank",
    "ItemDraft",
    "ItemKey",
    "ItemKind",
    "ItemStatistic",
    "ItemVersion",
    "LevelDecision",
    "Observation",
    "Outcome",
    "PresentedItem",
    "ProficiencyLevel",
    "Quiz",
    "QuizSection",
    "ReadinessGrade",
    "ReadinessRule",
    "Response",
    "Score",
    "StatisticCursor",
    "Task",
]
