"""What the pages' templates ask for: a learner's own standing, and words."""

from decimal import Decimal
from typing import Any

from django import template
from django.template import Context
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.models import LessonPage, ModulePage, Programme, ProgrammePage
from courses.selectors import load, packages, programmes, questions, screens
from courses.selectors.completion import plain
from courses.selectors.packages import Package
from courses.selectors.questions import LessonQuestions
from courses.selectors.screens import LessonScreen, ModuleScreen, ProgrammeScreen
from lms.people.models import Person
from quizzes.delivery.selectors.reviews import percent

register = template.Library()


def _reader(context: Context) -> Person | None:
    """Who reads; None for a visitor."""
    request = context.get("request")
    user = getattr(request, "user", None)
    return user if isinstance(user, Person) else None


@register.simple_tag(takes_context=True)
def programme_screen(context: Context, page: ProgrammePage) -> ProgrammeScreen | None:
    return screens.programme_screen(_reader(context), page.row, now=timezone.now()) if page.row else None


@register.simple_tag(takes_context=True)
def module_screen(context: Context, page: ModulePage) -> ModuleScreen | None:
    return screens.module_screen(_reader(context), page.row_id, now=timezone.now()) if page.row_id else None


@register.simple_tag(takes_context=True)
def lesson_screen(context: Context, page: LessonPage) -> LessonScreen | None:
    return screens.lesson_screen(_reader(context), page.row, now=timezone.now()) if page.row else None


@register.simple_tag(takes_context=True)
def lesson_questions(context: Context, page: LessonPage, may_ask: bool) -> LessonQuestions | None:
    return questions.under_lesson(_reader(context), page.row, may_ask=may_ask) if page.row else None


@register.simple_tag
def offered_programmes() -> Any:
    return programmes.live_programmes()


@register.simple_tag
def package_of(page: ModulePage) -> Package | None:
    """What goes live with a module; None for a page that was never saved."""
    return packages.of_page(page) if page.pk else None


@register.filter
def hours(number: Any) -> str:
    """Class hours without needless noughts."""
    return plain(Decimal(str(number)))


@register.filter
def as_percent(share: float) -> int:
    """A share as whole percent, rounded down."""
    return percent(share)


@register.filter
def load_words(programme: Programme) -> str:
    """How many modules and class hours it asks of whom."""
    return load.in_words(programme)


@register.filter
def core_words(core_for: list[str]) -> str:
    """For whom a module is core."""
    if {"district", "township"} <= set(core_for):
        return _("For everybody")
    if "district" in core_for:
        return _("For district deputies")
    if "township" in core_for:
        return _("For township deputies")
    return _("If you like")
