"""All rules over all files of a programme."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from courses.content import items, laws, modules, plans, surveys, words
from courses.content.material import Finding, Material, read


def check(*, folder: Path, law_texts: Path | None, today: date) -> list[Finding]:
    """What is to be mended, in the order of the files; laws are looked up where their texts are (`law_texts`).
    BadInput where there is no programme.yaml."""
    material = read(folder)
    found = [Finding(one.file, one.line, "", "structure", one.reason) for one in material.problems.found]
    found += _rules(material, today)
    if law_texts is not None:
        found += laws.check(material.lines, laws.Laws(law_texts))
    return sorted(found, key=lambda one: (one.file, one.line, one.rule))


def _rules(material: Material, today: date) -> Iterator[Finding]:
    for unit in material.units:
        yield from modules.check(unit)
        yield from items.check(unit, today)
        yield from words.sentences(unit)
    yield from plans.check(material.plan)
    yield from surveys.check(material)
    yield from items.twins(material.units)
    yield from words.check(material.lines)
    yield from laws.unsourced(material.lines)
