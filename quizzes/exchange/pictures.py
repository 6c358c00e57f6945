"""Pictures between files and the bank. A file names each by its content, the bank by the row that keeps it."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from lms.people.models import Person
from lms.web.errors import BadInput
from lms.web.pictures import check
from quizzes.bank.models import ItemPicture
from quizzes.bank.services import pictures
from quizzes.exchange.question import Question
from quizzes.types import richtext


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def renamed(question: Question, names: Mapping[str, str]) -> Question:
    """The question with its pictures under other names. Names are uuids, which stand nowhere else."""
    names = {old: new for old, new in names.items() if old in question.pictures and old != new}
    if not names:
        return question

    def under(part: dict[str, Any]) -> Any:
        text = json.dumps(part)
        for old, new in names.items():
            text = text.replace(old, new)
        return json.loads(text)

    return replace(
        question,
        body=under(question.body),
        key=under(question.key),
        feedback=under(question.feedback),
        pictures={names.get(name, name): content for name, content in question.pictures.items()},
    )


def known_names(questions: Iterable[Question]) -> dict[str, str]:
    """The names of pictures whose bytes came in before: theirs in the file to theirs in the bank. One query."""
    digests = {name: digest(content) for question in questions for name, content in question.pictures.items()}
    if not digests:
        return {}
    rows = dict(ItemPicture.objects.filter(sha256__in=set(digests.values())).values_list("sha256", "uuid"))
    return {name: str(rows[told]) for name, told in digests.items() if told in rows}


def names_in(question: Question, body: dict[str, Any]) -> dict[str, str]:
    """The same for pictures that an item shows already and that were exported with it: an export holds the bytes that
    the bank drew, not those that came in."""
    if not question.pictures:
        return {}
    told = {digest(content): name for name, content in question.pictures.items()}
    found = {}
    for uuid in pictures_of(body):
        try:
            drawn = digest(pictures.content_of(UUID(uuid)))
        except FileNotFoundError:
            continue
        if drawn in told:
            found[told[drawn]] = uuid
    return found


def pictures_of(body: dict[str, Any]) -> list[str]:
    """Which pictures of the bank a body shows: in its texts, and the one that a hotspot is about."""
    shown = json.dumps(body).replace('\\"', '"')
    found = [str(uuid) for uuid in richtext.pictures_in(shown)]
    own = body.get("picture")
    return [*found, *([str(own["uuid"])] if isinstance(own, dict) and own.get("uuid") else [])]


def unshowable(question: Question) -> str:
    """Why a picture of the question cannot be kept, or ""."""
    for content in question.pictures.values():
        try:
            check(content)
        except BadInput as wrong:
            return str(wrong)
    return ""


def keep(question: Question, *, by: Person | None, now: datetime) -> Question:
    """The question with its pictures in the bank."""
    names = {}
    for name, content in question.pictures.items():
        if ItemPicture.objects.filter(uuid=name).exists():
            continue
        names[name] = str(pictures.keep(content=content, name=question.title[:100], by=by, now=now).uuid)
    return renamed(question, names)


def content_of(names: Iterable[str]) -> dict[str, bytes]:
    """The files of the bank's pictures, for an export; one that is gone is left to the format to miss."""
    found = {}
    for name in names:
        try:
            found[name] = pictures.content_of(UUID(name))
        except (FileNotFoundError, ValueError):
            continue
    return found
