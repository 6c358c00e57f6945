"""What happened here, for the rooms above. Sent inside the transaction; a receiver is one call of an idempotent
service, and a sweep does the same for whatever a receiver missed."""

from django.dispatch import Signal

attempt_scored = Signal()
"""sender=Attempt, attempt=Attempt, outcome=Outcome, now=datetime. Also after a regrade."""

task_observed = Signal()
"""sender=Observation, observation=Observation, now=datetime."""
