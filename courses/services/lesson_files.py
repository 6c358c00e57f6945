"""The life of a lesson written in Word: looked at, made a draft or given up; after a day the file is deleted."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from pypinyin import lazy_pinyin

from courses.files.plan import Block
from courses.models import LessonFile, LessonPage, ModulePage
from courses.permissions import may_add_lessons
from courses.services import media, pages
from courses.word import reading
from courses.word.drafted import Drafted
from lms.audit.services import log
from lms.people.models import Person
from lms.web.errors import BadInput, NotAllowed, Refusal
from lms.web.pictures import Drawn, draw_anew
from lms.web.private import private_storage
from quizzes.exchange.reading import open_archive

FOLDER = "lessons"
KEPT = timedelta(hours=24)
LONGEST_SLUG = 50


@transaction.atomic
def open_upload(*, content: bytes, filename: str, page: ModulePage, by: Person, now: datetime) -> LessonFile:
    """Lay a document aside to be looked at. NotAllowed outside of the modules that `by` may edit; Refusal, and nothing
    kept, where it cannot be read."""
    _allow(by, page)
    reading.read(content, filename)
    upload = LessonFile(by=by, page=page, filename=filename[-200:], created_at=now)
    upload.file = private_storage().save(f"{FOLDER}/{upload.uuid}", ContentFile(content))
    upload.save()
    return upload


def check(upload: LessonFile) -> Drafted:
    """What the document would become. Refusal when it was deleted meanwhile."""
    return reading.read(_content_of(upload), upload.filename)


def picture_of(upload: LessonFile, member: str) -> Drawn:
    """One picture of the document, drawn anew. Refusal where that is none."""
    return draw_anew(open_archive(_content_of(upload)).read(member), small=True)


def confirm(
    *, upload: LessonFile, title: str, minutes: int, alts: Mapping[int, str | None], by: Person, now: datetime
) -> LessonPage:
    """The draft of a lesson, last below its module; the file is deleted. `alts` says of each picture what it shows, or
    None to leave it out; BadInput where one is missing. A second press finds the file gone and is refused."""
    with transaction.atomic():
        locked = LessonFile.objects.select_for_update().filter(pk=upload.pk, by=by).first()
        if locked is None:
            raise _gone()
        _allow(by, locked.page)
        content = _content_of(locked)
        drafted = reading.read(content, locked.filename)
        blocks = _with_pictures(_chosen(drafted, alts), drafted, content, title, by)
        page = _draft(locked.page, title, minutes, blocks, by)
        log.record(
            actor_uuid=by.uuid,
            verb="lesson.imported",
            object_type="module",
            object_id=locked.page.slug,
            purpose=_("%(title)s: %(blocks)d blocks, %(lost)d not taken over")
            % {"title": title, "blocks": len(blocks), "lost": len(drafted.lost)},
            now=now,
        )
        _delete(locked)
    return page


@transaction.atomic
def give_up(*, upload: LessonFile) -> None:
    """Delete the file; idempotent."""
    _delete(upload)


def sweep_old(now: datetime | None = None) -> int:
    """Delete what nobody decided within a day; how many."""
    now = now or timezone.now()
    old = list(LessonFile.objects.filter(created_at__lt=now - KEPT))
    for upload in old:
        give_up(upload=upload)
    return len(old)


def _chosen(drafted: Drafted, alts: Mapping[int, str | None]) -> list[Block]:
    """The blocks, each picture with its words or left out."""
    chosen: list[Block] = []
    for block in drafted.blocks:
        if block["type"] != "image":
            chosen.append(block)
            continue
        number = block["value"]["image"]
        alt = alts.get(number, "")
        if alt is not None and not alt.strip():
            raise BadInput(_("Say what picture %(number)d shows, or leave it out.") % {"number": number})
        if alt is not None:
            chosen.append({"type": "image", "value": block["value"] | {"alt": alt.strip()[:300]}})
    if not chosen:
        raise BadInput(_("Nothing is left of the document."))
    return chosen


def _with_pictures(blocks: list[Block], drafted: Drafted, content: bytes, title: str, by: Person) -> list[Block]:
    """Pictures by their primary keys in the library."""
    archive = open_archive(content)
    members = {picture.number: picture.member for picture in drafted.pictures}
    kept: list[Block] = []
    for block in blocks:
        value = block["value"]
        if block["type"] == "image":
            number = value["image"]
            drawn = draw_anew(archive.read(members[number]), small=False)
            name = _("%(lesson)s, picture %(number)d") % {"lesson": title, "number": number}
            value = value | {"image": media.drawn(picture=drawn, title=name, alt=value["alt"], by=by).pk}
        kept.append({"type": block["type"], "value": value})
    return kept


def _draft(parent: ModulePage, title: str, minutes: int, blocks: list[Block], by: Person) -> LessonPage:
    taken = set(parent.get_children().values_list("slug", flat=True))
    slug = slugify("-".join(lazy_pinyin(title)))[:LONGEST_SLUG].strip("-") or "lesson"
    page = LessonPage(
        title=title,
        slug=pages.free_slug(taken, slug),
        minutes=minutes,
        body=pages.body(blocks),
        live=False,
        owner=by,
    )
    parent.add_child(instance=page)
    page.save_revision(user=by, log_action=True)
    return page


def _allow(by: Person, page: ModulePage) -> None:
    if not may_add_lessons(by, page):
        raise NotAllowed(_("You cannot add lessons to this module."))


def _content_of(upload: LessonFile) -> bytes:
    try:
        with private_storage().open(upload.file, "rb") as file:
            content: bytes = file.read()
    except FileNotFoundError:
        raise _gone() from None
    return content


def _delete(upload: LessonFile) -> None:
    name = upload.file
    LessonFile.objects.filter(pk=upload.pk).delete()
    transaction.on_commit(lambda: private_storage().delete(name))


def _gone() -> Refusal:
    return Refusal(_("This document was made a lesson or deleted already. Upload it again if it is still needed."))
