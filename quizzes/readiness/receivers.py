"""What happens below, heard at once; the sweep would find it within a minute."""

from typing import Any

from django.dispatch import receiver

from quizzes.delivery.signals import attempt_scored, task_observed
from quizzes.readiness.services import evidence


@receiver(attempt_scored, dispatch_uid="readiness.attempt_scored")
def on_attempt_scored(sender: Any, *, attempt: Any, now: Any, **kwargs: Any) -> None:
    evidence.derive_from_attempt(attempt=attempt, now=now)


@receiver(task_observed, dispatch_uid="readiness.task_observed")
def on_task_observed(sender: Any, *, observation: Any, now: Any, **kwargs: Any) -> None:
    evidence.derive_from_observation(observation=observation, now=now)
