"""Our own items.yaml (docs/reference/item-format.md)."""

from collections.abc import Iterable, Iterator
from typing import Any

import yaml
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quizzes.bank import rows
from quizzes.exchange.question import Position, Question, Refused
from quizzes.exchange.reading import Unreadable
from quizzes.exchange.source import Source

LABEL = gettext_lazy("our own items.yaml")
ENDINGS = (".yaml", ".yml")
WRITES = ".yaml"
OWN = True
"""What was approved elsewhere comes back as it was: the command publishes it at once."""


def reads(source: Source) -> bool:
    return source.ending in ENDINGS or source.head.lstrip().startswith("- id:")


def read(source: Source) -> Iterator[Question | Refused]:
    for number, entry in enumerate(_entries(source.text.text), start=1):
        name = str(entry.get("id") or "?")[:100] if isinstance(entry, dict) else "?"
        position = Position(element=name)
        problems = rows.row_problems(entry)
        if problems:
            yield Refused(number, position, name, " ".join(map(str, problems)))
            continue
        row = rows.read(entry)
        yield Question(
            number=number,
            position=position,
            kind=row.kind,
            body=row.body,
            key=row.key,
            feedback=row.feedback,
            slug=row.slug,
            competence=str(entry.get("competence") or ""),
            level=row.level,
            band=row.band,
            source=row.source,
            expires_on=row.expires_on,
        )


def _entries(text: str) -> list[Any]:
    if "&" in text and "*" in text:
        _refuse_aliases(text)
    try:
        entries = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError) as wrong:
        raise Unreadable(_("The file cannot be read as YAML: %(why)s") % {"why": str(wrong)[:200]}) from wrong
    if not isinstance(entries, list) or not entries:
        raise Unreadable(_("The file must hold a list of items, each beginning with “- id: …”."))
    return entries


def _refuse_aliases(text: str) -> None:
    """A few aliases of aliases unfold to gigabytes; no items.yaml of ours has any."""
    try:
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, yaml.SafeLoader)):
            raise Unreadable(_("The YAML refers to parts of itself (“*name”); such files are not read."))
    except (yaml.YAMLError, RecursionError):
        return


def unwritable(question: Question) -> str:
    return ""


def write(questions: Iterable[Question]) -> bytes:
    entries = [
        rows.write(
            rows.ItemRow(
                slug=question.slug,
                kind=question.kind,
                level=question.level or 1,
                band=question.band or 0,
                source=question.source,
                expires_on=question.expires_on,
                body=question.body,
                key=question.key,
                feedback=question.feedback,
            )
        )
        | {"competence": question.competence}
        for question in questions
    ]
    return yaml.safe_dump(entries, allow_unicode=True, sort_keys=False, width=1000).encode()
