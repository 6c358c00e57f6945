"""Help: guides as Markdown files of this room, one a role, besides privacy and accessibility."""

from __future__ import annotations

from pathlib import Path

import markdown
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe

FOLDER = Path(__file__).resolve().parents[1] / "help"
PAGES = ("deputy", "trainer", "organiser", "committee", "privacy", "accessibility")


def index(request: HttpRequest) -> HttpResponse:
    """The list of guides; the deputy's comes first."""
    return render(request, "site/help_index.html", {"pages": [(name, _title(name)) for name in PAGES]})


def page(request: HttpRequest, name: str) -> HttpResponse:
    """One guide."""
    if name not in PAGES:
        raise Http404
    text = (FOLDER / f"{name}.md").read_text(encoding="utf-8")
    # The text is ours, a file of this room, so the result is safe to mark.
    html = mark_safe(markdown.markdown(text, extensions=["tables"]))  # noqa: S308
    return render(request, "site/help_page.html", {"title": _title(name), "html": html})


def _title(name: str) -> str:
    with (FOLDER / f"{name}.md").open(encoding="utf-8") as file:
        return file.readline().lstrip("# ").strip()
