"""QTI: 1.2 of Canvas, Respondus and Common Cartridge, 2.1, 2.2 and 3.0, single files and packages; written as 2.2."""

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from lxml import etree

from quizzes.exchange.formats.qti.item import Find
from quizzes.exchange.formats.qti.package import MANIFEST, Package
from quizzes.exchange.formats.qti.reading import items_in, read_item
from quizzes.exchange.formats.qti.v1.reading import read_old
from quizzes.exchange.formats.qti.writing import package, reason
from quizzes.exchange.question import Aside, Position, Question, Refused
from quizzes.exchange.reading import Unreadable
from quizzes.exchange.source import Source

LABEL = gettext_lazy("QTI package or file")
ENDINGS = (".zip", ".imscc", ".xml", ".qti")
RANK = 60
WRITES = ".zip"
SIGNS = (
    "assessmentItem",
    "qti-assessment-",
    "questestinterop",
    "assessmentTest",
    "assessmentResult",
    "imsqti",
    "imscp_v1",
)
NO_ITEMS = {
    "manifest": gettext_lazy("This is only the list of a package's files; import the package itself (.zip)."),
    "assessmentTest": gettext_lazy("This is only the plan of a test, without its questions; import the whole package."),
    "assessmentResult": gettext_lazy("These are somebody's results, not questions."),
}


def reads(source: Source) -> bool:
    if source.is_archive:
        names = source.archive.names
        return any(name.rpartition("/")[2] == MANIFEST or name.endswith(".qti") for name in names) or (
            any(
                name.endswith(".xml") and not name.startswith(("xl/", "word/", "docProps/", "_rels/")) for name in names
            )
            and not any(name == "[Content_Types].xml" for name in names)
        )
    return any(sign in source.head for sign in SIGNS)


def read(source: Source) -> Iterator[Question | Refused | Aside]:
    if not source.is_archive:
        yield from _file(source.xml, 1, "", lambda reference: None)
        return
    opened = Package(source.archive)
    number = 1
    for member in opened.members():
        if member.root is None:
            yield Refused(number, Position(file=member.name), member.name, member.reason)
            number += 1
            continue
        for entry in _file(member.root, number, member.name, opened.finder(member.name)):
            number += not isinstance(entry, Aside)
            yield entry


def _file(root: etree._Element, number: int, name: str, find: Find) -> Iterator[Question | Refused | Aside]:
    kind = etree.QName(root).localname.removeprefix("qti-").replace("assessment-test", "assessmentTest")
    if kind in NO_ITEMS:
        raise Unreadable(NO_ITEMS[kind])
    if kind == "questestinterop":
        yield from read_old(root, number, name, find)
        return
    items = list(items_in(root))
    if not items:
        raise Unreadable(
            _("This XML holds no questions that are read here: it begins with “%(tag)s”.") % {"tag": kind[:40]}
        )
    for offset, node in enumerate(items):
        yield read_item(node, number + offset, name, find)


def unwritable(question: Question) -> str:
    return reason(question)


def write(questions: Iterable[Question]) -> bytes:
    return package(questions)
