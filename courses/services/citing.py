"""Tells the bank which laws the lessons and modules name, so that a revision finds them; the bank knows no lesson."""

import json
from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from django.urls import reverse

from courses.models import LessonPage, Module, ModulePage
from quizzes.bank.services import sources
from quizzes.models import CitingText

CHUNK = 100


def follow_lessons(pages: Sequence[LessonPage]) -> None:
    """The lessons were published. Idempotent."""
    sources.follow_texts(
        [
            sources.Telling(
                key=_key(page),
                title=page.title,
                url=reverse("wagtailadmin_pages:edit", args=[page.pk]),
                words=json.dumps(page.body.get_prep_value(), ensure_ascii=False),
                mark=str(page.live_revision_id or 0),
                keeper=page.owner,
            )
            for page in pages
        ]
    )


def forget_lesson(page: LessonPage) -> None:
    """The lesson was withdrawn."""
    sources.forget_text(key=_key(page))


def follow_module(module: Module) -> None:
    """The module's list of sources, which stands below its page. Idempotent."""
    page = ModulePage.objects.filter(module=module).first()
    if page is not None:
        sources.follow_text(
            key=f"module:{module.pk}",
            title=module.title,
            url=reverse("wagtailadmin_pages:edit", args=[page.pk]),
            words="；".join(module.sources),
            mark=_mark(module.sources),
            keeper=page.owner,
        )


def _mark(words: list[str]) -> str:
    return sha256("；".join(words).encode()).hexdigest()


def sweep_citations() -> int:
    """Lessons and modules whose text the bank has not read yet; how many."""
    known = dict(CitingText.objects.filter(key__regex="^(lesson|module):").values_list("key", "mark"))
    pages: Any = LessonPage.objects.live().filter(alias_of=None).select_related("owner").order_by("pk")
    late = [page for page in pages.defer("body") if known.get(_key(page)) != str(page.live_revision_id or 0)][:CHUNK]
    follow_lessons(LessonPage.objects.filter(pk__in=[page.pk for page in late]).select_related("owner"))
    modules = [
        one for one in Module.objects.filter(page__isnull=False) if known.get(f"module:{one.pk}") != _mark(one.sources)
    ]
    for module in modules[:CHUNK]:
        follow_module(module)
    return len(late) + len(modules)


def _key(page: LessonPage) -> str:
    return f"lesson:{page.pk}"
