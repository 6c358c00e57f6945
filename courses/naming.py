"""What the objects of this room are called in a person's learning record."""

from collections.abc import Collection

from courses.models import Lesson, Module, Programme, TrainingSession


def lessons(ids: Collection[str]) -> dict[str, str]:
    """An id is MODULE/LESSON, both by their short names."""
    modules = {one.split("/", 1)[0] for one in ids}
    rows = Lesson.objects.filter(module__slug__in=modules).values_list("module__slug", "slug", "title")
    titles = {f"{module}/{slug}": title for module, slug, title in rows}
    return {one: titles[one] for one in ids if one in titles}


def modules(ids: Collection[str]) -> dict[str, str]:
    return dict(Module.objects.filter(slug__in=ids).values_list("slug", "title"))


def programmes(ids: Collection[str]) -> dict[str, str]:
    return dict(Programme.objects.filter(slug__in=ids).values_list("slug", "title"))


def sessions(ids: Collection[str]) -> dict[str, str]:
    rows = TrainingSession.objects.filter(pk__in=[one for one in ids if one.isdigit()]).values_list("pk", "title")
    return {str(pk): title for pk, title in rows}
