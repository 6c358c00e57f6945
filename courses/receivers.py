"""What hurries this room: each receiver is one call of a service that the sweeps would make as well."""

from datetime import datetime
from typing import Any

from django.db.models.signals import post_delete
from django.dispatch import receiver
from wagtail.models import Page, TaskState, WorkflowState
from wagtail.signals import (
    page_published,
    page_unpublished,
    post_page_move,
    task_submitted,
    workflow_approved,
    workflow_rejected,
)

from courses.models import LessonPage
from courses.services import completions, following, packages
from quizzes.delivery.signals import attempt_scored, task_observed
from quizzes.models import Attempt, Observation


@receiver(attempt_scored)
def scored(sender: Any, attempt: Attempt, now: datetime, **kwargs: Any) -> None:
    completions.follow_attempt(attempt=attempt, now=now)


@receiver(task_observed)
def observed(sender: Any, observation: Observation, now: datetime, **kwargs: Any) -> None:
    completions.follow_observation(observation=observation, now=now)


@receiver(page_published)
def published(sender: Any, instance: Page, **kwargs: Any) -> None:
    following.follow(instance)


@receiver(page_unpublished)
def unpublished(sender: Any, instance: Page, **kwargs: Any) -> None:
    following.withdraw(instance)


@receiver(post_page_move)
def moved(sender: Any, instance: Page, parent_page_before: Page, **kwargs: Any) -> None:
    following.follow_move(instance.specific, parent_page_before)


@receiver(post_delete, sender=LessonPage)
def deleted(sender: Any, instance: LessonPage, **kwargs: Any) -> None:
    following.withdraw(instance)


@receiver(task_submitted)
def handed_in(sender: Any, instance: TaskState, **kwargs: Any) -> None:
    packages.note_contents(instance)


@receiver([workflow_approved, workflow_rejected])
def decided(sender: Any, instance: WorkflowState, **kwargs: Any) -> None:
    packages.tell_outcome(instance)
