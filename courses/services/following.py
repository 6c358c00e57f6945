"""A domain row follows its page: made when the page is first published, changed with it, withdrawn with it.

Called by the receivers of Wagtail's signals; idempotent.
"""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import Truncator
from wagtail.models import Page

from courses.models import Lesson, LessonPage, Module, ModulePage, Programme, ProgrammeModule, ProgrammePage
from courses.models.pages import PageOfRow
from courses.services import citing


@transaction.atomic
def follow(page: Page) -> None:
    """The page was published."""
    if isinstance(page, ProgrammePage):
        _follow_programme(page)
    elif isinstance(page, ModulePage):
        _follow_module(page)
    elif isinstance(page, LessonPage):
        _follow_lesson(page)


@transaction.atomic
def withdraw(page: Page) -> None:
    """The page was unpublished or deleted: its lesson is not to be learnt any more. What was learnt stays."""
    if isinstance(page, LessonPage) and page.lesson_id is not None:
        Lesson.objects.filter(pk=page.lesson_id).update(retired=True)
        citing.forget_lesson(page)


@transaction.atomic
def follow_move(page: Page, came_from: Page) -> None:
    """The page hangs in another place: order and belonging follow, and the order where it hung before."""
    if isinstance(page, LessonPage) and page.lesson_id is not None:
        module = _row_above(page)
        if module is not None and module.pk != Lesson.objects.values_list("module_id", flat=True).get(
            pk=page.lesson_id
        ):
            slug = _free(Lesson.objects.filter(module=module), str(getattr(page.lesson, "slug", page.slug)))
            Lesson.objects.filter(pk=page.lesson_id).update(module=module, slug=slug)
        order_lessons(page.get_parent())
        order_lessons(came_from)
    elif isinstance(page, ModulePage) and page.row is not None:
        _use(page)
        order_modules(page.get_parent())


def order_lessons(parent: Page) -> None:
    """The order of the lessons is the order of their pages."""
    pages = LessonPage.objects.child_of(parent).filter(lesson__isnull=False).order_by("path")
    for order, (pk, known) in enumerate(pages.values_list("lesson_id", "lesson__order"), start=1):
        if known != order:
            Lesson.objects.filter(pk=pk).update(order=order)


def order_modules(parent: Page) -> None:
    """The order of a programme's modules is the order of their pages; modules without a page here come last."""
    programme = _row_of(parent)
    if not isinstance(programme, Programme):
        return
    pages = list(ModulePage.objects.child_of(parent).order_by("path").select_related("module"))
    places = {page.row.pk: place for place, page in enumerate(pages, start=1) if page.row is not None}
    for use in programme.programme_modules.all():
        order = places.get(use.module_id, len(places) + 1)
        if use.order != order:
            ProgrammeModule.objects.filter(pk=use.pk).update(order=order)


def _follow_programme(page: ProgrammePage) -> None:
    if page.alias_of_id:
        return
    if page.programme is None:
        today = timezone.localdate()
        slug = _free(Programme.objects.all(), page.slug)
        row = Programme.objects.create(
            slug=slug, title=_cut(page.title, 150), starts=today, ends=today + timedelta(days=365)
        )
        _attach(page, row)
    _set(page.programme, title=_cut(page.title, 150))


def _follow_module(page: ModulePage) -> None:
    if page.row is None:
        if page.competence_id is None or page.alias_of_id:
            return
        slug = _free(Module.objects.all(), page.slug)
        _attach(
            page,
            Module.objects.create(
                slug=slug, title=_cut(page.title, 100), competence_id=page.competence_id, hours=page.hours
            ),
        )
    if not page.alias_of_id:
        _set(
            page.module,
            title=_cut(page.title, 100),
            summary=page.summary,
            outcomes=page.outcome_lines,
            hours=page.hours,
            card=page.card,
            practice_quiz=page.practice_quiz,
            assessment_quiz=page.assessment_quiz,
            task_quiz=page.task_quiz,
            task=page.task,
            **({"competence": page.competence} if page.competence_id else {}),
        )
        if page.module is not None:
            citing.follow_module(page.module)
        for lesson in LessonPage.objects.child_of(page).live().filter(lesson=None, alias_of=None):
            _follow_lesson(lesson)
    _use(page)


def _use(page: ModulePage) -> None:
    """The module belongs to the programme on whose page it hangs; core or not is the committee's to say."""
    programme = _row_above(page)
    if isinstance(programme, Programme):
        ProgrammeModule.objects.get_or_create(
            programme=programme,
            module=page.row,
            defaults={"hours": page.hours or Decimal(0), "order": programme.programme_modules.count() + 1},
        )


def _follow_lesson(page: LessonPage) -> None:
    if page.alias_of_id:
        return
    module = _row_above(page)
    if page.lesson is None:
        if not isinstance(module, Module):
            return
        slug = _free(Lesson.objects.filter(module=module), page.slug)
        _attach(page, Lesson.objects.create(module=module, slug=slug, title=_cut(page.title, 100)))
    follow_lessons([page])
    order_lessons(page.get_parent())


def follow_lessons(pages: Sequence[LessonPage]) -> None:
    """Lessons that were published together and have their rows; their order is another step (`order_lessons`)."""
    for page in pages:
        _set(page.lesson, title=_cut(page.title, 100), summary=page.summary, minutes=page.minutes, retired=False)
    citing.follow_lessons(pages)


def _row_above(page: Page) -> Any:
    return _row_of(page.get_parent())


def _row_of(page: Page) -> Any:
    specific = page.specific
    return specific.row if isinstance(specific, PageOfRow) else None


def _attach(page: PageOfRow, row: Any) -> None:
    """Without a new text: the page now has its row."""
    setattr(page, page.row_field, row)
    type(page).objects.filter(pk=page.pk).update(**{page.row_field: row})


def _set(row: Any, **values: Any) -> None:
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, values[name])
    if changed:
        row.save(update_fields=changed)


def _free(rows: Any, slug: str) -> str:
    taken = set(rows.values_list("slug", flat=True))
    slug = slug[:50]
    number, free = 2, slug
    while free in taken:
        number, free = number + 1, f"{slug}-{number}"
    return free


def _cut(text: str, length: int) -> str:
    return Truncator(text).chars(length)
