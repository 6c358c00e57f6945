"""The guides: Markdown files of this room, one a role, besides privacy and accessibility."""

from collections.abc import Collection
from pathlib import Path
from xml.etree.ElementTree import Element

import markdown
from django.utils.safestring import SafeString, mark_safe
from markdown.treeprocessors import Treeprocessor

from lms.people.models import Role

FOLDER = Path(__file__).resolve().parent / "help"
GUIDES = ("deputy", "organiser", "trainer", "committee")
PAGES = (*GUIDES, "privacy", "accessibility")
OF_ROLE = {
    Role.ORGANISER: "organiser",
    Role.CHAIR: "organiser",
    Role.TRAINER: "trainer",
    Role.COMMITTEE: "committee",
}


class _Folding(Treeprocessor):
    """Tables that fold on a phone: every cell carries the heading of its column."""

    def run(self, root: Element) -> None:
        for table in root.iter("table"):
            table.set("class", "folds")
            heads = ["".join(head.itertext()) for head in table.iter("th")]
            for row in table.iterfind("tbody/tr"):
                for head, cell in zip(heads, row, strict=True):
                    cell.set("data-label", head)


def listed(names: Collection[str]) -> list[tuple[str, str]]:
    """(name, title) of these pages, in the order of `PAGES`."""
    return [(name, title(name)) for name in PAGES if name in names]


def own(roles: Collection[str], *, deputy: bool) -> list[tuple[str, str]]:
    """The guides of whoever holds these roles; the deputy's too for a deputy, and for whoever has no other."""
    names = {OF_ROLE[Role(role)] for role in roles if role in OF_ROLE}
    return listed(names | ({"deputy"} if deputy or not names else set()))


def title(name: str) -> str:
    """The heading of a page of `PAGES`."""
    with (FOLDER / f"{name}.md").open(encoding="utf-8") as file:
        return file.readline().lstrip("# ").strip()


def html(name: str) -> SafeString:
    """A page of `PAGES`; the text is ours, so the result is safe to mark."""
    text = (FOLDER / f"{name}.md").read_text(encoding="utf-8")
    reader = markdown.Markdown(extensions=["tables"])
    reader.treeprocessors.register(_Folding(reader), "folding", 0)
    return mark_safe(reader.convert(text))  # noqa: S308
