"""The arrows between rooms where import-linter cannot see them: foreign keys, migrations, templates."""

import re
from pathlib import Path

import pytest
from django.apps import AppConfig, apps
from django.conf import settings
from django.db.migrations.loader import MigrationLoader

# From the lowest room to the highest; points and records stand side by side.
ORDER = [
    {"web"},
    {"audit"},
    {"notify"},
    {"people"},
    {"points", "records"},
    {"quizzes"},
    {"courses"},
    {"certificates"},
    {"reports"},
    {"site"},
]
HEIGHT = {label: height for height, labels in enumerate(ORDER) for label in labels}
ROOMS = sorted(HEIGHT)


def room(label: str) -> AppConfig:
    return apps.get_app_config(label)


def may_know(upper: str, lower: str) -> bool:
    return upper == lower or HEIGHT[upper] > HEIGHT[lower]


def templates_of(label: str) -> list[Path]:
    return sorted((Path(room(label).path) / "templates").rglob("*.html"))


@pytest.mark.parametrize("label", ROOMS)
def test_that_no_foreign_key_points_upwards(label: str) -> None:
    wrong = [
        f"{model.__name__}.{field.name} -> {field.related_model._meta.label}"
        for model in room(label).get_models()
        for field in model._meta.get_fields()
        if (field.many_to_one or field.one_to_one or field.many_to_many) and not field.auto_created
        if field.related_model._meta.app_label in HEIGHT
        if not may_know(label, field.related_model._meta.app_label)
    ]
    assert wrong == []


@pytest.mark.parametrize("label", ROOMS)
def test_that_no_migration_depends_on_a_higher_room(label: str) -> None:
    loader = MigrationLoader(None)
    wrong = [
        f"{name} -> {dependency}"
        for (app, name), migration in loader.disk_migrations.items()
        if app == label
        for dependency in migration.dependencies
        if dependency[0] in HEIGHT and not may_know(label, dependency[0])
    ]
    assert wrong == []


def libraries() -> dict[str, str]:
    """Template tag library -> label of the room that has it."""
    return {
        path.stem: label
        for label in ROOMS
        for path in (Path(room(label).path) / "templatetags").glob("*.py")
        if path.stem != "__init__"
    }


@pytest.mark.parametrize("label", ROOMS)
def test_that_templates_load_tags_of_lower_rooms_only(label: str) -> None:
    owner = libraries()
    wrong = [
        f"{path.name}: {name}"
        for path in templates_of(label)
        for loaded in re.findall(r"{% load ([^%]+?) %}", path.read_text())
        for name in loaded.split()
        if name in owner and not may_know(label, owner[name])
    ]
    assert wrong == []


@pytest.mark.parametrize("label", ROOMS)
def test_that_templates_name_addresses_of_lower_rooms_only(label: str) -> None:
    wrong = [
        f"{path.name}: {space}"
        for path in templates_of(label)
        for space in re.findall(r"{% url ['\"](\w+):", path.read_text())
        if space in HEIGHT and not may_know(label, space)
    ]
    assert wrong == []


@pytest.mark.parametrize("label", ROOMS)
def test_that_templates_include_pieces_of_lower_rooms_only(label: str) -> None:
    owner = {
        str(path.relative_to(Path(room(other).path) / "templates")): other
        for other in ROOMS
        for path in templates_of(other)
    }
    wrong = [
        f"{path.name}: {name}"
        for path in templates_of(label)
        for name in re.findall(r"{% (?:include|extends) ['\"]([^'\"]+)", path.read_text())
        if name in owner and not may_know(label, owner[name])
    ]
    assert wrong == []


def test_that_every_room_of_ours_is_in_the_order() -> None:
    ours = {
        config.label for config in apps.get_app_configs() if Path(config.path).is_relative_to(settings.BASE_DIR)
        and ".venv" not in Path(config.path).parts
    }  # fmt: skip
    assert ours == set(HEIGHT)


def test_that_no_page_of_ours_loads_anything_from_another_host() -> None:
    loads = re.compile(r"""(?:src|href|action|data)=["']https?://|@import|url\(["']?https?:""")
    files = [
        path
        for label in ROOMS
        for folder in ("templates", "static")
        for path in (Path(room(label).path) / folder).rglob("*")
        if path.suffix in {".html", ".css", ".js"}
    ]
    assert files
    assert [path.name for path in files if loads.search(path.read_text())] == []


def test_that_no_template_carries_inline_script_style_or_handler() -> None:
    inline = re.compile(r"<script(?![^>]*\bsrc=)[^>]*>|<style\b|\sstyle=[\"']|\son[a-z]+=[\"']")
    printed = re.compile(r"_print\.html$|/print/")
    wrong = [
        path.name
        for label in ROOMS
        for path in templates_of(label)
        if not printed.search(str(path)) and inline.search(path.read_text())
    ]
    assert wrong == []
