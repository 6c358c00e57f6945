from quizzes.framework.selectors.competences import competences, core_for

__all__ = ["competences", "core_for"]
