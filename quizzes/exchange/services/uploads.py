"""The life of an uploaded file of questions: looked at, imported or given up; after a day it is deleted."""

from datetime import datetime, timedelta

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.people.models import Person
from lms.web.errors import Refusal
from lms.web.private import private_storage
from quizzes.bank.models import ItemBank
from quizzes.bank.services.guards import allow_writing
from quizzes.exchange.models import QuestionFile
from quizzes.exchange.planning import Defaults
from quizzes.exchange.services.importing import Told, import_file, look

FOLDER = "questions"
KEPT = timedelta(hours=24)


@transaction.atomic
def open_upload(
    *, content: bytes, filename: str, bank: ItemBank, format: str, defaults: Defaults, by: Person, now: datetime
) -> QuestionFile:
    """Lay a file aside to be looked at. Refusal where it cannot be read at all; nothing is kept then."""
    allow_writing(by, bank)
    told = look(bank=bank, content=content, name=filename, format=format, defaults=defaults)
    upload = QuestionFile(
        by=by,
        bank=bank,
        filename=filename[:200],
        format=told.format,
        competence=defaults.competence,
        level=defaults.level,
        created_at=now,
    )
    upload.file = private_storage().save(f"{FOLDER}/{upload.uuid}", ContentFile(content))
    upload.save()
    return upload


def content_of(upload: QuestionFile) -> bytes:
    """Refusal when it was deleted meanwhile."""
    try:
        with private_storage().open(upload.file, "rb") as file:
            content: bytes = file.read()
    except FileNotFoundError:
        raise _gone() from None
    return content


def check(upload: QuestionFile) -> Told:
    """What the file would do to its bank now."""
    return look(
        bank=upload.bank,
        content=content_of(upload),
        name=upload.filename,
        format=upload.format,
        defaults=Defaults(upload.competence, upload.level),
    )


def confirm(*, upload: QuestionFile, keep_good: bool, by: Person, now: datetime) -> Told:
    """Import it as drafts and delete the file. Told with `written` False, and the file kept, when questions are refused
    and `keep_good` was not asked for. A second press finds the file gone and is refused."""
    with transaction.atomic():
        locked = QuestionFile.objects.select_for_update().filter(pk=upload.pk, by=by).first()
        if locked is None:
            raise _gone()
        told = import_file(
            bank=locked.bank,
            content=content_of(locked),
            name=locked.filename,
            format=locked.format,
            defaults=Defaults(locked.competence, locked.level),
            keep_good=keep_good,
            by=by,
            now=now,
        )
        if told.written:
            _delete(locked)
    return told


@transaction.atomic
def give_up(*, upload: QuestionFile) -> None:
    """Delete the file; idempotent."""
    _delete(upload)


def sweep_old(now: datetime | None = None) -> int:
    """Delete what nobody decided within a day; how many."""
    now = now or timezone.now()
    old = list(QuestionFile.objects.filter(created_at__lt=now - KEPT))
    for upload in old:
        give_up(upload=upload)
    return len(old)


def _delete(upload: QuestionFile) -> None:
    name = upload.file
    QuestionFile.objects.filter(pk=upload.pk).delete()
    transaction.on_commit(lambda: private_storage().delete(name))


def _gone() -> Refusal:
    return Refusal(_("This file was imported or deleted already. Upload it again if it is still needed."))
