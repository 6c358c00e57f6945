"""Pages made from files: found again, compared, published; the root that they all hang on."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _
from wagtail.models import Page, Site

from courses.files.plan import FILE_FIELDS, Block
from courses.files.rich_text import tidy
from courses.models import CataloguePage
from courses.models.pages import PageOfRow
from courses.services import births
from courses.services.changes import CHANGED, CREATED, KEPT, SAME

RICH = {"text", "transcript", "explanation"}
"""The values of a block that are rich text (those of "steps" besides)."""


def ensure_catalogue() -> CataloguePage:
    """The page at /programme/, root of the site."""
    catalogue = CataloguePage.objects.first()
    if catalogue is None:
        catalogue = CataloguePage(title=_("Training programmes"), slug="programme")
        top = Page.get_first_root_node()
        assert top is not None
        top.add_child(instance=catalogue)
        catalogue.save_revision().publish()
    if not Site.objects.filter(is_default_site=True, root_page_id=catalogue.pk).exists():
        address = urlsplit(settings.BASE_URL)
        Site.objects.update_or_create(
            is_default_site=True,
            defaults={
                "hostname": address.hostname or "localhost",
                "port": address.port or (443 if address.scheme == "https" else 80),
                "root_page_id": catalogue.pk,
                "site_name": settings.WAGTAIL_SITE_NAME,
            },
        )
    return catalogue


@dataclass(frozen=True)
class Wanted:
    """A page as the files want it: its row, the last part of its address, its fields."""

    row: Any
    slug: str
    fields: dict[str, Any]


def place(
    *, parent: Page, model: type[PageOfRow], wanted: Sequence[Wanted], overwrite: bool = False
) -> list[tuple[PageOfRow, str]]:
    """The pages of these rows with these fields, published, in their order, and what became of each; those that are
    new come last below the parent, and their rows have not followed yet. A page whose last text is a person's is left
    alone unless `overwrite`."""
    rows = [one.row for one in wanted]
    found = model.objects.filter(**{f"{model.row_field}__in": rows}).select_related("latest_revision", model.row_field)
    there = {getattr(page, f"{model.row_field}_id"): page for page in found}
    missing = [one for one in wanted if one.row.pk not in there]
    taken = set(parent.get_children().values_list("slug", flat=True)) if missing else set()
    born: dict[int, PageOfRow] = {}
    for one in missing:
        slug = free_slug(taken, one.slug)
        taken.add(slug)
        born[one.row.pk] = model(slug=slug, **{model.row_field: one.row}, **one.fields)
    births.bear(parent, list(born.values()))
    return [
        (born[one.row.pk], CREATED) if one.row.pk in born else _compare(there[one.row.pk], one.fields, overwrite)
        for one in wanted
    ]


def _compare(page: PageOfRow, fields: dict[str, Any], overwrite: bool) -> tuple[PageOfRow, str]:
    draft = page.get_latest_revision_as_object() if page.has_unpublished_changes or not page.live else page
    changed = [name for name, value in fields.items() if not _same(draft, name, value)]
    if not changed and page.live and not page.has_unpublished_changes:
        return page, SAME
    if not overwrite and page.latest_revision is not None and page.latest_revision.user_id is not None:
        return page, KEPT
    for name in changed:
        setattr(draft, name, fields[name])
    draft.save_revision().publish()
    return type(page).objects.get(pk=page.pk), CHANGED


def _same(page: PageOfRow, name: str, value: Any) -> bool:
    field = page._meta.get_field(name)
    if field.is_relation:
        return bool(getattr(page, f"{name}_id") == (value.pk if value is not None else None))
    return bool(comparable(getattr(page, name)) == comparable(value))


def free_slug(taken: set[str], slug: str) -> str:
    """The slug, with a number behind it when it is taken."""
    number, free = 2, slug
    while free in taken:
        number, free = number + 1, f"{slug}-{number}"
    return free


def arrange(parent: Page, pages: list[Page]) -> None:
    """Put these children into this order; whatever else hangs there comes first."""
    wanted = [page.pk for page in pages]
    have = [pk for pk in parent.get_children().order_by("path").values_list("pk", flat=True) if pk in wanted]
    if have == wanted:
        return
    for pk in wanted:
        Page.objects.get(pk=pk).move(Page.objects.get(pk=parent.pk), pos="last-child")


def body(blocks: list[Block]) -> str:
    """A StreamField's value from blocks."""
    return json.dumps(blocks, ensure_ascii=False)


def comparable(value: Any) -> Any:
    """A field's value in the form in which two are compared."""
    if hasattr(value, "stream_block"):
        return blocks_of(value)
    if isinstance(value, str) and value.startswith("["):
        return [{"type": block["type"], "value": _plain(block["type"], block["value"])} for block in json.loads(value)]
    if isinstance(value, str) and value.startswith("<"):
        return tidy(value)
    return value


def blocks_of(stream: Any) -> list[Block]:
    """The blocks of a StreamField without ids, rich text tidied; files by their primary keys."""
    return [
        {"type": block["type"], "value": _plain(block["type"], block["value"])} for block in stream.get_prep_value()
    ]


def _plain(kind: str, value: Any) -> Any:
    if kind == "text":
        return tidy(value)
    plain = {name: _without_ids(inner) for name, inner in value.items()}
    for name in RICH & plain.keys():
        plain[name] = plain[name] if kind == "document" else tidy(plain[name])
    if kind == "steps":
        plain["steps"] = [tidy(step) for step in plain["steps"]]
    for name in FILE_FIELDS.get(kind, ()):
        plain[name] = plain[name] or None
    return plain


def _without_ids(value: Any) -> Any:
    """A list block stores each of its items with type and id."""
    if isinstance(value, list):
        return [inner["value"] if isinstance(inner, dict) and "id" in inner else inner for inner in value]
    return value
