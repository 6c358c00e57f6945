"""What happened, for rooms above to hurry by; sent inside the transaction. Whoever misses one finds the same by its
sweep."""

from django.dispatch import Signal

programme_completed = Signal()
"""sender Enrolment; enrolment=, now="""
