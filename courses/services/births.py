"""Pages that are born published, many below one parent.

They become what Wagtail's `add_child`, `save_revision` and `publish` make of each, in a dozen queries for all of them
and five for each one instead of a hundred: rows, first revision, log, search index and index of references.
"""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from modelsearch.backends import get_search_backends
from wagtail.models import Page, PageLogEntry, ReferenceIndex, Revision

from courses.models.pages import PageOfRow

COLUMNS = [field.attname for field in Page._meta.concrete_fields if not field.primary_key]


@transaction.atomic
def bear(parent: Page, pages: Sequence[PageOfRow]) -> None:
    """The pages, unsaved, all of one type and each with a slug that is free, become the last children of `parent`.
    ValidationError as Wagtail's. No signal is sent: whoever calls lets the rows follow (`services.following`)."""
    if not pages:
        return
    _place(parent, pages)
    bases = Page.objects.bulk_create(Page(**{name: getattr(page, name) for name in COLUMNS}) for page in pages)
    for page, base in zip(pages, bases, strict=True):
        page.id = page.page_ptr_id = base.pk
        page.save_base(raw=True, force_insert=True)  # the type's own columns; those of Page are there
    Page.objects.filter(pk=parent.pk).update(numchild=F("numchild") + len(pages))
    parent.numchild += len(pages)
    revisions = Revision.objects.bulk_create(_revision(page) for page in pages)
    for page, base, revision in zip(pages, bases, revisions, strict=True):
        page.latest_revision = page.live_revision = base.latest_revision = base.live_revision = revision
    Page.objects.bulk_update(bases, ["latest_revision", "live_revision"])
    PageLogEntry.objects.bulk_create(_entry(page, action) for page in pages for action in ("create", "publish"))
    index(pages)


def index(things: Sequence[Any]) -> None:
    """New rows, all of one type, into the search and the index of references."""
    for thing in things:
        ReferenceIndex.create_or_update_for_object(thing)
    for backend in get_search_backends(with_auto_update=True):
        backend.add_bulk(type(things[0]), things)


def _place(parent: Page, pages: Sequence[PageOfRow]) -> None:
    last = Page.objects.child_of(parent).order_by("path").last()
    path = last._inc_path() if last else Page._get_path(parent.path, parent.depth + 1, 1)
    now = timezone.now()
    for page in pages:
        page.path, page.depth = path, parent.depth + 1
        page.locale_id = parent.locale_id
        page.set_url_path(parent)
        page.live, page.has_unpublished_changes = True, False
        page.first_published_at = page.last_published_at = page.latest_revision_created_at = now
        relations = {field.name for field in page._meta.concrete_fields if field.is_relation}
        page.full_clean(exclude=relations, validate_unique=False, validate_constraints=False)
        path = page._inc_path()


def _revision(page: PageOfRow) -> Revision:
    return Revision(
        content_object=page,
        base_content_type=page.get_base_content_type(),
        created_at=page.latest_revision_created_at,
        object_str=str(page),
        content=page.serializable_data(),
    )


def _entry(page: PageOfRow, action: str) -> PageLogEntry:
    return PageLogEntry(
        page=page,
        content_type=page.cached_content_type,
        label=page.get_admin_display_title(),
        action=f"wagtail.{action}",
        timestamp=page.latest_revision_created_at,
        revision=page.latest_revision if action == "publish" else None,
        content_changed=True,
    )
