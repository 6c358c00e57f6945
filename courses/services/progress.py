"""How a person goes through a lesson: opened, done."""

from datetime import datetime

from django.db import transaction

from courses.models import Lesson, LessonProgress
from courses.services import completions
from lms.people.models import Person
from lms.points.services import ledger
from lms.records.services import statements
from quizzes.readiness.services import evidence


def open_lesson(*, person: Person, lesson: Lesson, page_revision: int | None = None, now: datetime) -> None:
    """The person reads the lesson; `page_revision` is the text shown. One query when it was opened before; the text
    that somebody finished by stays on record."""
    seen = LessonProgress.objects.filter(person=person, lesson=lesson)
    if page_revision is not None and seen.filter(done_at=None).update(last_seen_at=now, page_revision=page_revision):
        return
    if seen.update(last_seen_at=now):
        return
    _begin(person=person, lesson=lesson, page_revision=page_revision, now=now)


@transaction.atomic
def _begin(*, person: Person, lesson: Lesson, page_revision: int | None, now: datetime) -> LessonProgress:
    progress, made = LessonProgress.objects.get_or_create(
        person=person,
        lesson=lesson,
        defaults={"page_revision": page_revision, "opened_at": now, "last_seen_at": now},
    )
    if made:
        statements.record(
            person=person,
            verb="started",
            object_type="lesson",
            object_id=f"{lesson.module.slug}/{lesson.slug}",
            context={"revision": page_revision} if page_revision else {},
            now=now,
        )
    return progress


@transaction.atomic
def complete_lesson(*, person: Person, lesson: Lesson, now: datetime) -> LessonProgress:
    """The lesson is done. The first time earns points and a statement, and the last lesson of a module its evidence; a
    second call changes nothing."""
    _begin(person=person, lesson=lesson, page_revision=None, now=now)
    progress = LessonProgress.objects.select_for_update().get(person=person, lesson=lesson)
    if progress.done_at is None:
        progress.done_at = progress.last_seen_at = max(now, progress.opened_at)
        progress.save(update_fields=["done_at", "last_seen_at"])
        statements.record(
            person=person,
            verb="completed",
            object_type="lesson",
            object_id=f"{lesson.module.slug}/{lesson.slug}",
            context={"revision": progress.page_revision} if progress.page_revision else {},
            now=now,
        )
        ledger.award(person=person, rule="lesson_done", key=f"lesson:{lesson.pk}", now=now)
        if completions.lessons_done(person, lesson.module):
            evidence.lessons_finished(
                person=person, competence=lesson.module.competence, source_id=lesson.module.slug, now=now
            )
    completions.refresh(person=person, module=lesson.module, now=now)
    return progress
