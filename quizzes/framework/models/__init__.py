from quizzes.framework.models.framework import Area, Competence, Framework, ProficiencyLevel

__all__ = ["Area", "Competence", "Framework", "ProficiencyLevel"]
