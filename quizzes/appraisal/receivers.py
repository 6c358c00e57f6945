"""What happens below, heard at once; the sweep would find it within minutes."""

from typing import Any

from django.dispatch import receiver

from quizzes.appraisal.services import appraisals
from quizzes.delivery.signals import attempt_scored


@receiver(attempt_scored, dispatch_uid="appraisal.attempt_scored")
def on_attempt_scored(sender: Any, *, attempt: Any, now: Any, **kwargs: Any) -> None:
    appraisals.score_attempt(attempt=attempt, now=now)
