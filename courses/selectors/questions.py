"""Questions about lessons: under the lesson, and in the teachers' inbox."""

from collections.abc import Sequence
from dataclasses import dataclass

from courses.models import Lesson, LessonQuestion
from courses.models.question import LessonQuestionQuerySet
from lms.people.models import Person

SHOWN = 20
STATES = ("open", "answered", "published", "all")


@dataclass(frozen=True)
class LessonQuestions:
    """What stands under a lesson: the newest published ones, the reader's own, and whether the reader may ask."""

    lesson: Lesson
    published: Sequence[LessonQuestion]
    own: Sequence[LessonQuestion]
    may_ask: bool


def under_lesson(person: Person | None, lesson: Lesson, *, may_ask: bool) -> LessonQuestions:
    """Two queries, whatever the number of questions. `may_ask` is whether the person learns here."""
    published = lesson.questions.published().order_by("-published_at", "-pk")[:SHOWN]
    if person is None:
        return LessonQuestions(lesson, list(published), [], False)
    published = lesson.questions.published().exclude(person=person).order_by("-published_at", "-pk")[:SHOWN]
    own = lesson.questions.filter(person=person, withdrawn_at=None).order_by("-at", "-pk")[:SHOWN]
    return LessonQuestions(lesson, list(published), list(own), may_ask)


def inbox(person: Person, state: str = "open") -> LessonQuestionQuerySet:
    """The questions for those who teach, the oldest open one first, with their lessons; never with the asker."""
    rows = LessonQuestion.objects.visible_to(person).filter(withdrawn_at=None)
    rows = rows.select_related("lesson__module", "answered_by").defer("person")
    if state == "open":
        return rows.open().order_by("at", "pk")
    if state == "answered":
        return rows.filter(answered_at__isnull=False, published_at=None).order_by("-answered_at", "-pk")
    if state == "published":
        return rows.published().order_by("-published_at", "-pk")
    return rows.order_by("-at", "-pk")
