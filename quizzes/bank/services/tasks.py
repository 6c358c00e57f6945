"""Practical tasks: written in the editor, or loaded from files."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lms.audit.services import log
from lms.people.models import Person, Role
from lms.people.permissions import require
from lms.web.errors import BadInput
from quizzes.bank import validation
from quizzes.bank.models import Task
from quizzes.framework.models import Competence

FIELDS = ("title", "level", "brief", "criteria", "pass_count")


@transaction.atomic
def save_task(
    *,
    slug: str,
    title: str,
    competence: Competence,
    level: int,
    brief: str,
    criteria: list[dict[str, Any]],
    pass_count: int,
    by: Person,
    now: datetime,
) -> tuple[Task, str]:
    """The task of this slug and "created", "changed" or "same". Observations keep the checklist they saw."""
    require(by, Role.TRAINER, Role.COMMITTEE)
    row = {
        "slug": slug,
        "title": title,
        "level": level,
        "brief": brief,
        "criteria": criteria,
        "pass_count": pass_count,
    }
    task, state = load_task(competence=competence, row=row)
    if state != "same":
        log.record(
            actor_uuid=by.uuid, verb="task.saved", object_type="task", object_id=task.slug, purpose=state, now=now
        )
    return task, state


@transaction.atomic
def load_task(*, competence: Competence, row: dict[str, Any]) -> tuple[Task, str]:
    """The task of one entry of a module.yaml and "created", "changed" or "same". BadInput names the field and the
    reason."""
    slug = str(row.get("slug") or "").strip()
    new = _cleaned(row)
    problems = validation.task_problems(**new)
    if not slug:
        problems.insert(0, validation.Problem("slug", _("is missing.")))
    if problems:
        reasons = " ".join(map(str, problems))
        raise BadInput(_("Task “%(task)s”: %(reasons)s") % {"task": slug or "?", "reasons": reasons})
    new["competence"] = competence
    task = Task.objects.select_for_update(of=("self",)).filter(slug=slug).first()
    if task is None:
        return Task.objects.create(slug=slug, **new), "created"
    changed = [field for field, value in new.items() if getattr(task, field) != value]
    for field in changed:
        setattr(task, field, new[field])
    if not changed:
        return task, "same"
    task.save(update_fields=changed)
    return task, "changed"


def _cleaned(row: dict[str, Any]) -> dict[str, Any]:
    criteria = [
        {
            "id": str(point.get("id") or "").strip(),
            "text": str(point.get("text") or "").strip(),
            "must": bool(point.get("must")),
        }
        for point in row.get("criteria") or []
        if isinstance(point, dict)
    ]
    return {
        "title": str(row.get("title") or "").strip(),
        "level": row.get("level", 2),
        "brief": str(row.get("brief") or "").strip(),
        "criteria": criteria,
        "pass_count": row.get("pass_count", len(criteria)),
    }


def export_task(task: Task) -> dict[str, Any]:
    """The entry of a module.yaml that loads this task again."""
    return {"slug": task.slug} | {field: getattr(task, field) for field in FIELDS}
