"""What columns and rows of the figures are called."""

LEAST = 20
"""Respondents of a column; fewer say nothing of their group."""
LABELS = {"district": "区人大代表", "township": "镇人大代表", "staff": "人大工作人员"}
ALL, ALL_LABEL = "all", "合计"
NONE, WRITTEN = "none_", "written"
"""The rows of those who left a question out, and of those who wrote something."""
