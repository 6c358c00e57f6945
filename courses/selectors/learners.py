"""Who learns here, and what of a page's rows they have touched."""

from wagtail.models import Page

from courses.models import Enrolment, LessonPage, LessonProgress, Module, ModuleCompletion, ModulePage, ProgrammePage
from lms.people.models import Person
from quizzes.models import Attempt


def is_learner(person: Person, module: Module) -> bool:
    """Whether the person is enrolled in a programme with this module."""
    return Enrolment.objects.running().filter(person=person, programme__programme_modules__module=module).exists()


def left_traces(page: Page) -> bool:
    """Whether somebody has learnt, been assessed or enrolled on this page or below it: it must not be deleted then."""
    below = Page.objects.descendant_of(page, inclusive=True).values("pk")
    lessons = LessonPage.objects.filter(pk__in=below, lesson__isnull=False).values("lesson_id")
    if LessonProgress.objects.filter(lesson__in=lessons).exists():
        return True
    modules = ModulePage.objects.filter(pk__in=below, module__isnull=False).values("module_id")
    if ModuleCompletion.objects.filter(module__in=modules).exists():
        return True
    if Attempt.objects.filter(quiz__assessed_module__in=modules).exists():
        return True
    programmes = ProgrammePage.objects.filter(pk__in=below, programme__isnull=False).values("programme_id")
    return Enrolment.objects.filter(programme__in=programmes).exists()
