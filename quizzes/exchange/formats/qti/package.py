"""The files of a package: those that hold questions, and what these refer to."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import unquote

from django.utils.translation import gettext as _
from lxml import etree

from quizzes.exchange.reading import Archive, Unreadable, parse

MANIFEST = "imsmanifest.xml"
ITEM = re.compile(r"imsqti_(?:item|assessment)|imsqti_xmlv1p|question-bank|imsqtiasi|assessment-item")
NATIVE = "non_cc_assessments/"
ENDINGS = (".xml", ".qti")


@dataclass(frozen=True)
class Member:
    """One file of questions, or why there is none: the manifest names it, but it is not in the package."""

    name: str
    root: etree._Element | None = None
    reason: str = ""


class Package:
    """What an archive holds, in the order of its manifest. Unreadable when the manifest is damaged."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        names = [name for name in archive.names if name.rpartition("/")[2] == MANIFEST]
        self.base = min(names, key=len).removesuffix(MANIFEST) if names else ""
        self.manifest = parse(archive.read(self.base + MANIFEST)) if names else None

    def members(self) -> list[Member]:
        """Every file with questions once: those that the manifest lists, then any other that holds some. Of a Canvas
        quiz that is there twice, the fuller form is taken."""
        listed, missing = self._listed()
        found = {name: member for name in self._candidates(listed) if (member := self._member(name)) is not None}
        doubles = {name.removeprefix(NATIVE).split(".")[0] for name in found if name.startswith(NATIVE)}
        kept = [
            member for name, member in found.items() if name.startswith(NATIVE) or name.split("/")[0] not in doubles
        ]
        there = {_squeezed(name) for name in found}
        lost = [name for name in missing if _squeezed(name) not in there]
        return [*kept, *(Member(name, reason=_not_there(name)) for name in lost)]

    def finder(self, member: str) -> Callable[[str], bytes | None]:
        """The bytes of what a file of questions refers to: beside it, or in one of the places where packages put their
        pictures."""

        def find(reference: str) -> bytes | None:
            for start in (member, self.base + "x", "web_resources/x", "x"):
                if (name := self._archive.beside(start, reference)) is not None:
                    return self._archive.read(name)
            return None

        return find

    def _candidates(self, listed: list[str]) -> list[str]:
        others = sorted(name for name in self._archive.names if name.lower().endswith(ENDINGS))
        return [name for name in dict.fromkeys([*listed, *others]) if not name.endswith(MANIFEST)]

    def _listed(self) -> tuple[list[str], list[str]]:
        """Names of the items' files that are there, and of those that are not."""
        if self.manifest is None:
            return [], []
        there, missing = [], []
        for resource in self.manifest.iter("{*}resource"):
            if not ITEM.search(resource.get("type", "")):
                missing += self._lost_test(resource)
                continue
            hrefs = [resource.get("href"), *(file.get("href") for file in resource.iterchildren("{*}file"))]
            named = next((unquote(href) for href in hrefs if href), "")
            member = self._archive.beside(self.base + "x", named) if named else None
            if member:
                there.append(member)
            elif named:
                missing.append(named)
        return there, missing

    def _lost_test(self, resource: etree._Element) -> list[str]:
        href = unquote(resource.get("href") or "")
        is_test = "imsqti_test" in resource.get("type", "")
        return [href] if is_test and href and self._archive.beside(self.base + "x", href) is None else []

    def _member(self, name: str) -> Member | None:
        """None for a file that holds no questions, such as a test that only lists them."""
        content = self._archive.read(name)
        if (
            b"assessmentItem" not in content
            and b"qti-assessment-item" not in content
            and b"questestinterop" not in content
        ):
            return None
        try:
            root = parse(content)
        except Unreadable as wrong:
            return Member(name, reason=str(wrong))
        kind = etree.QName(root).localname
        return Member(name, root) if kind in {"assessmentItem", "qti-assessment-item", "questestinterop"} else None


def _squeezed(name: str) -> str:
    return re.sub(r"[\W_]+", "", name)


def _not_there(name: str) -> str:
    return _("The manifest names the file “%(name)s”, which is not in the package.") % {"name": name[:100]}
