"""The modules of programmes, and the lessons of modules, as pages list them: of their own pages only what an address is
made of is read, not the text."""

from django.db.models import F, FilteredRelation, Prefetch, Q, QuerySet
from django.db.models.base import Model

from courses.models import Lesson, LessonPage, Module, ModulePage, ProgrammeModule
from lms.people.models import Person

PARTS = ("page", "competence", "practice_quiz", "assessment_quiz", "task_quiz", "task")
"""What belongs to a module."""
ADDRESS = {"live", "url_path"}


def uses_with_modules() -> QuerySet[ProgrammeModule]:
    """Uses in their order, each with its module and what belongs to it."""
    parts = [f"module__{part}" for part in PARTS]
    return ProgrammeModule.objects.select_related(*parts).defer(*_text(ModulePage, "module__page"), "module__card")


def modules_of_programmes() -> "Prefetch[str, QuerySet[ProgrammeModule], str]":
    """The same as `programme_modules` of a list of programmes."""
    return Prefetch("programme_modules", uses_with_modules())


def whole_modules() -> QuerySet[Module]:
    """Modules with what belongs to them."""
    return Module.objects.select_related(*PARTS).defer(*_text(ModulePage, "page"))


def current_lessons(person: Person | None) -> "Prefetch[str, QuerySet[Lesson], str]":
    """As `current_lessons` of a module: its lessons in their order, each with `opened_at` and `done_at`, when the
    person did that; None where they did not, and for a visitor."""
    own = FilteredRelation("progress", condition=Q(progress__person=person.pk if person else None))
    lessons = Lesson.objects.current().select_related("page").defer(*_text(LessonPage, "page")).annotate(own=own)
    lessons = lessons.annotate(opened_at=F("own__opened_at"), done_at=F("own__done_at"))
    return Prefetch("lessons", lessons, to_attr="current_lessons")


def _text(page: type[Model], path: str) -> list[str]:
    """Every field of a page at the end of `path` that its address does not need."""
    fields = [field.name for field in page._meta.concrete_fields if not field.primary_key]
    return [f"{path}__{name}" for name in fields if name not in ADDRESS]
