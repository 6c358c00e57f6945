"""What the MANIFEST files of SHARED_DIR say about each file: counted by an independent script, not by an importer."""

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

MOODLE = {
    "multichoice", "truefalse", "numerical", "essay", "cloze", "gapselect", "ddwtos", "matching", "shortanswer",
    "ordering", "mtf",
}  # fmt: skip
"""Moodle's types that have a like here."""
TEXT = "text_only_question"
"""Respondus has one too, which the MANIFEST counts among its untyped items."""
CANVAS_WITHOUT = {"calculated_question", "file_upload_question", "hot_spot_question", "text_only_question"}
BLOCKS = {
    "choiceInteraction", "orderInteraction", "matchInteraction", "gapMatchInteraction", "hotspotInteraction",
    "hottextInteraction", "extendedTextInteraction",
}  # fmt: skip
INLINE = {"inlineChoiceInteraction", "textEntryInteraction"}
NO_QUESTIONS = ("/wrong-", "-after-else", "/regressions/", "/audio.xml")
"""By name or origin: invalid on purpose (the MANIFEST says so of php-qti3), an engine's regression cases in which every
answer is right, and sound, which nothing here plays."""


@dataclass(frozen=True)
class Expected:
    """One file: `total` questions, of which `supported` are of kinds that there are here; 0 of 0 for a file without
    questions of its own, such as a manifest."""

    name: str
    total: int
    supported: int
    what: str


def moodle(folder: Path) -> list[Expected]:
    return [_moodle(name, what, why) for name, what, why, _origin in _rows(folder) if _is_moodle_xml(name)]


def qti(folder: Path) -> list[Expected]:
    return [_qti(name, what, origin) for name, what, _why, origin in _rows(folder)]


def _rows(folder: Path) -> list[tuple[str, str, str, str]]:
    lines = (folder / "MANIFEST.md").read_text(encoding="utf-8").splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines if line.startswith("| ")]
    return [(row[0], row[1], row[2], row[-1]) for row in cells if row[0] not in {"file", "---"} and len(row) > 3]


def _is_moodle_xml(name: str) -> bool:
    return name.startswith("xml/") or (name.startswith("other-formats/") and name.endswith(".xml"))


def _moodle(name: str, what: str, why: str) -> Expected:
    kinds = _counts(what.partition("questions:")[2].split(";")[0]) or Counter({why: 1})
    total = sum(count for kind, count in kinds.items() if kind != "description")
    return Expected(name, total, sum(kinds[kind] for kind in kinds if kind in MOODLE), what)


def _counts(text: str) -> Counter[str]:
    return Counter({kind: int(count) for kind, count in re.findall(r"([\w.-]+) (\d+)", text)})


def _qti(name: str, what: str, origin: str) -> Expected:
    if found := re.search(r"QTI 1\.2, (\d+) item:(.*)", what):
        kinds = _counts(found[2])
        if "respondus" in name:
            kinds[TEXT] += 1
        without = sum(kinds[kind] for kind in kinds if kind in CANVAS_WITHOUT)
        return Expected(name, int(found[1]), int(found[1]) - without, what)
    if found := re.search(r"(?:assessmentItem|qti-assessment-item) (\d+)", what):
        return Expected(name, int(found[1]), int(found[1]), what)
    if what.startswith(("assessmentItem", "qti-assessment-item")):
        return Expected(name, 1, int(_is_supported(f"/{name} {origin}", what)), what)
    return Expected(name, 0, 0, what)


def _is_supported(name: str, what: str) -> bool:
    """One interaction of a kind that is here, or gaps alone; scored by rules or by a person; the same for everybody."""
    kinds = {_camel(kind): int(count) for kind, count in re.findall(r"([\w-]+[Ii]nteraction) (\d+)", what)}
    moving = "template vars" in what or "adaptive" in what
    scored = "RP " in what or "extendedTextInteraction" in kinds
    alone = len(kinds) == 1 and set(kinds) <= BLOCKS and sum(kinds.values()) == 1
    fits = alone or (bool(kinds) and set(kinds) <= INLINE)
    return fits and scored and not moving and not any(part in name for part in NO_QUESTIONS)


def _camel(name: str) -> str:
    return re.sub(r"-(\w)", lambda found: found[1].upper(), name)
