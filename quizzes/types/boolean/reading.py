"""True or false: the form, which is that of one answer."""

from quizzes.types.single.reading import read, widget

__all__ = ["read", "widget"]
