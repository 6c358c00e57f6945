from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import AbstractGroupApprovalTask, TaskState


class PackageTaskState(TaskState):
    """One round of approval of one module. `contents` is what was handed in: {"lessons": {page id: revision id},
    "items": {item id: fingerprint of its draft}, "task": fingerprint}. Set at the start, never changed."""

    contents = models.JSONField(default=dict)


class PackageApprovalTask(AbstractGroupApprovalTask):
    """Approval of a module as one package: the page with its lessons and items goes live together or not at all.
    The package is put together and published by `services.packages`."""

    task_state_class = PackageTaskState

    class Meta:
        verbose_name = _("approval of a module with all that belongs to it")
        verbose_name_plural = _("approvals of modules with all that belongs to them")

    @classmethod
    def get_description(cls) -> Any:
        return _("Members of the chosen groups approve a module with its lessons, items and task as one package")
