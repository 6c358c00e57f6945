"""A module as one package: which drafts wait to go live together."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.urls import reverse

from courses.models import LessonPage, Module, ModulePage, PackageTaskState
from quizzes.bank import fingerprints
from quizzes.models import Item, ItemDraft, QuizSection, Task


@dataclass(frozen=True)
class Part:
    """One line of a package. `state` is "new", "changed" or "live"; `unchecked` is an item that no second trainer has
    checked yet."""

    title: str
    state: str
    edit_url: str
    look_url: str = ""
    unchecked: bool = False


@dataclass(frozen=True)
class Package:
    lessons: Sequence[Part]
    items: Sequence[Part]
    task: Part | None
    in_review: bool
    overtaken: bool
    """Something was changed after it was handed in, so that it must be handed in anew."""

    @property
    def waiting(self) -> int:
        return sum(part.state != "live" for part in [*self.lessons, *self.items])


def of_page(page: ModulePage) -> Package:
    """What belongs to the module of this page, with links for whoever reviews it."""
    state = current_state(page)
    module = page.row
    return Package(
        lessons=[_lesson(lesson) for lesson in lessons_below(page)],
        items=[_item(item) for item in waiting_items(module)],
        task=_task(module.task) if module is not None and module.task else None,
        in_review=state is not None,
        overtaken=state is not None and not still_holds(page, state.contents),
    )


def current_state(page: ModulePage) -> PackageTaskState | None:
    """The round of approval that is going on."""
    state = page.current_workflow_task_state
    specific = state.specific if state is not None else None
    return specific if isinstance(specific, PackageTaskState) else None


def lessons_below(page: ModulePage) -> list[LessonPage]:
    """The lesson pages of the module, drafts too; aliases follow their originals."""
    pages = LessonPage.objects.child_of(page).filter(alias_of=None).select_related("latest_revision")
    return list(pages.order_by("path"))


def items_of(module: Module) -> Any:
    """The items from which the module's quizzes draw."""
    banks = Q(bank__slug__in=[f"{module.slug}-{pool}" for pool in ("practice", "module", "task")])
    for quiz in (module.practice_quiz_id, module.assessment_quiz_id, module.task_quiz_id):
        if quiz is not None:
            banks |= Q(bank__in=_banks(quiz))
    return Item.objects.filter(banks, retired=False)


def _banks(quiz_id: int) -> Any:
    return QuizSection.objects.filter(quiz=quiz_id).values("bank_id")


def waiting_items(module: Module | None) -> list[Item]:
    """The items with a draft that learners do not see yet."""
    if module is None:
        return []
    items = items_of(module).select_related("draft", "live_version").prefetch_related("live_version__keys")
    return [item for item in items.order_by("slug") if is_waiting(item)]


def is_waiting(item: Item) -> bool:
    draft: ItemDraft | None = getattr(item, "draft", None)
    if draft is None:
        return False
    if item.live_version is None:
        return True
    key = max(item.live_version.keys.all(), key=lambda one: one.number)
    return (draft.body, draft.key, draft.feedback) != (item.live_version.body, key.key, key.feedback)


def is_unchecked(item: Item) -> bool:
    """Whether nobody but its author has said yes to the draft."""
    return item.draft.stage != ItemDraft.Stage.CHECKED


def contents_of(page: ModulePage) -> dict[str, Any]:
    """What the package holds at this moment, for comparing with what was handed in."""
    module = page.row
    return {
        "lessons": {
            str(lesson.pk): lesson.latest_revision_id for lesson in lessons_below(page) if is_lesson_waiting(lesson)
        },
        "items": {str(item.pk): _print_of_item(item) for item in waiting_items(module)},
        "task": _print_of_task(module.task) if module is not None and module.task else "",
    }


def still_holds(page: ModulePage, handed_in: dict[str, Any]) -> bool:
    """Whether the package is what was handed in. An item that went live alone meanwhile, word for word, still is."""
    here = contents_of(page)
    gone = {pk: mark for pk, mark in handed_in["items"].items() if pk not in here["items"]}
    live = Item.objects.filter(pk__in=gone, retired=False).exclude(live_version=None)
    for item in live.select_related("live_version").prefetch_related("live_version__keys"):
        assert item.live_version is not None
        key = max(item.live_version.keys.all(), key=lambda one: one.number)
        if fingerprints.of_content(item.live_version.body, key.key, key.feedback) == gone[str(item.pk)]:
            here["items"][str(item.pk)] = gone[str(item.pk)]
    return here == handed_in


def is_lesson_waiting(lesson: LessonPage) -> bool:
    """A draft that never was live counts; a page that was withdrawn on purpose does not."""
    return lesson.has_unpublished_changes and (lesson.live or lesson.first_published_at is None)


def _print_of_item(item: Item) -> str:
    return fingerprints.of_content(item.draft.body, item.draft.key, item.draft.feedback)


def _print_of_task(task: Task) -> str:
    return _fingerprint([task.title, task.brief, task.criteria, task.pass_count])


def _fingerprint(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _lesson(page: LessonPage) -> Part:
    state = "live" if not page.has_unpublished_changes else "changed" if page.live else "new"
    return Part(
        title=page.draft_title or page.title,
        state=state,
        edit_url=reverse("wagtailadmin_pages:edit", args=[page.pk]),
        look_url=reverse("wagtailadmin_pages:view_draft", args=[page.pk]),
    )


def _item(item: Item) -> Part:
    state = "new" if item.live_version_id is None else "changed"
    address = reverse("items:review", args=[item.pk])
    return Part(title=item.stem or item.slug, state=state, edit_url=address, unchecked=is_unchecked(item))


def _task(task: Task) -> Part:
    return Part(title=task.title, state="live", edit_url=reverse("practical_tasks:edit", args=[task.pk]))
