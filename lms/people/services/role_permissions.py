"""Makes the groups and their permissions what data/roles.yaml says."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Model, Q
from django.utils.translation import gettext as _
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from lms.people.models import Role
from lms.web.errors import Refusal

FILE = Path(__file__).parents[1] / "data" / "roles.yaml"
COLLECTIONS = {"images": ("wagtailimages", "image"), "documents": ("wagtaildocs", "document")}


@transaction.atomic
def sync() -> str:
    """One group a role, with exactly the permissions of the data; a second call changes nothing.

    Refusal naming every permission or role that is not there; nothing is changed then.
    """
    wanted: dict[str, dict[str, Any]] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    if odd := sorted(set(wanted) ^ set(Role.values)):
        raise Refusal(_("Roles and their permissions do not agree: %(names)s") % {"names": ", ".join(odd)})
    known = _find(name for entry in wanted.values() for name in _names(entry))
    roots = Page.get_first_root_node(), Collection.get_first_root_node()
    changed = 0
    for role, entry in wanted.items():
        group, made = Group.objects.get_or_create(name=role)
        changed += made + _set_permissions(group, {known[name] for name in entry.get("permissions", ())})
        of_pages = {known[name] for name in _page_names(entry)}
        of_collections = {known[name] for name in _collection_names(entry)}
        changed += _replace(GroupPagePermission, "page", roots[0], group, of_pages)
        changed += _replace(GroupCollectionPermission, "collection", roots[1], group, of_collections)
    return _("%(roles)d roles; %(changed)d changes") % {"roles": len(wanted), "changed": changed}


def _page_names(entry: dict[str, Any]) -> list[str]:
    return [f"wagtailcore.{action}_page" for action in entry.get("pages", ())]


def _collection_names(entry: dict[str, Any]) -> list[str]:
    return [f"{app}.{action}_{kind}" for key, (app, kind) in COLLECTIONS.items() for action in entry.get(key, ())]


def _names(entry: dict[str, Any]) -> list[str]:
    return [*entry.get("permissions", ()), *_page_names(entry), *_collection_names(entry)]


def _find(names: Iterable[str]) -> dict[str, Permission]:
    """ "app.codename" -> permission. Refusal naming all that are not there."""
    wanted = sorted(set(names))
    match = Q()
    for name in wanted:
        app, _dot, codename = name.partition(".")
        match |= Q(content_type__app_label=app, codename=codename)
    found = {
        f"{permission.content_type.app_label}.{permission.codename}": permission
        for permission in Permission.objects.filter(match).select_related("content_type")
    }
    if missing := [name for name in wanted if name not in found]:
        raise Refusal(_("There are no such permissions: %(names)s") % {"names": ", ".join(missing)})
    return found


def _set_permissions(group: Group, wanted: set[Permission]) -> int:
    held = set(group.permissions.all())
    if held == wanted:
        return 0
    group.permissions.set(wanted)
    return len(held ^ wanted)


def _replace(model: type[Model], place: str, root: Model, group: Group, wanted: set[Permission]) -> int:
    """Keep what is wanted at the root, delete every other row of the group, add what is missing."""
    rows = model._default_manager
    held = {
        (where, permission): pk
        for pk, where, permission in rows.filter(group=group).values_list("pk", f"{place}_id", "permission_id")
    }
    right = {(root.pk, permission.pk): permission for permission in wanted}
    if odd := [pk for at, pk in held.items() if at not in right]:
        rows.filter(pk__in=odd).delete()
    missing = [permission for at, permission in right.items() if at not in held]
    rows.bulk_create([model(**{place: root}, group=group, permission=permission) for permission in missing])
    return len(odd) + len(missing)
