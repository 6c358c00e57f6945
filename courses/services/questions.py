"""The life of a question about a lesson: asked, answered, perhaps published, perhaps withdrawn, at last forgotten."""

import re
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.models import Lesson, LessonQuestion
from courses.selectors import learners
from lms.audit.services import log
from lms.notify.services import notices
from lms.people.models import Person, Role
from lms.people.permissions import require
from lms.web.errors import BadInput, NotAllowed, Refusal

OPEN_AT_MOST = 5
A_DAY_AT_MOST = 10
KEPT = timedelta(days=365)
"""So long after its answer a question is kept for the person who asked."""
TELLS_WHO = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)|(?<!\d)\d{17}[\dXx](?!\d)")
"""A mobile or an identity number."""
SWEEP = 500


@transaction.atomic
def ask(*, lesson: Lesson, person: Person, text: str, now: datetime) -> LessonQuestion:
    """The question, for those who teach. Sent twice it is stored once. NotAllowed for whoever is not enrolled; BadInput
    for nothing, too much, or a number that tells who asks; Refusal beyond five open ones or ten a day."""
    text = " ".join(text.split())
    if not text:
        raise BadInput(_("Please write your question first."))
    if len(text) > 300:
        raise BadInput(_("Please ask in 300 characters at most; two short questions are better than a long one."))
    if TELLS_WHO.search(text):
        raise BadInput(_("Please leave out telephone and identity numbers; the answer finds you without them."))
    if not learners.is_learner(person, lesson.module):
        raise NotAllowed(_("Only those who are enrolled in the programme can ask here."))
    Person.objects.select_for_update().get(pk=person.pk)  # the limits hold for two sent at once
    mine = LessonQuestion.objects.filter(person=person)
    if (same := mine.open().filter(lesson=lesson, text=text).first()) is not None:
        return same
    if mine.open().count() >= OPEN_AT_MOST:
        raise Refusal(_("Five of your questions wait for an answer. Please wait for one, or take one back."))
    if mine.filter(at__gt=now - timedelta(days=1)).count() >= A_DAY_AT_MOST:
        raise Refusal(_("You have asked ten questions today. Please ask the next one tomorrow."))
    return LessonQuestion.objects.create(lesson=lesson, person=person, text=text, at=now)


@transaction.atomic
def answer(
    *, question: LessonQuestion, text: str, public_text: str, publish: bool, by: Person, now: datetime
) -> LessonQuestion:
    """The answer; with `publish` it stands under the lesson beside `public_text`, without the asker's name. Answering
    again corrects it. The asker is told. Trainers and the committee. BadInput for an empty answer, or when what would
    be published holds the asker's name or such a number; Refusal once it was withdrawn."""
    require(by, Role.TRAINER, Role.COMMITTEE)
    row = LessonQuestion.objects.select_for_update(of=("self",)).select_related("lesson", "person").get(pk=question.pk)
    if row.withdrawn_at is not None:
        raise Refusal(_("The question was taken back meanwhile; it needs no answer any more."))
    text = text.strip()
    if not text:
        raise BadInput(_("Please write an answer first."))
    public = " ".join((public_text or row.text).split())[:300] if publish else ""
    if publish:
        _refuse_who(row, public, text)
    changed = (row.answer, row.public_text, bool(row.published_at)) != (text[:1000], public, publish)
    row.answer, row.answered_by, row.answered_at = text[:1000], by, now
    row.public_text, row.published_at = public, (row.published_at or now) if publish else None
    row.save(update_fields=["answer", "answered_by", "answered_at", "public_text", "published_at"])
    if changed:
        _tell(row, now)
        verb = "question.published" if publish else "question.answered"
        _audit(row, verb, by, now)
    return row


def _refuse_who(row: LessonQuestion, *texts: str) -> None:
    name = row.person.name if row.person else ""
    for text in texts:
        if TELLS_WHO.search(text) or (len(name) > 1 and name in text):
            raise BadInput(_("What is published must not tell who asked: take out the name or the number first."))


def _tell(row: LessonQuestion, now: datetime) -> None:
    if row.person is None:
        return
    if row.published_at:
        text = _("Your question about “%(title)s” is answered, and stands under the lesson without your name.")
    else:
        text = _("Your question about “%(title)s” is answered.")
    notices.tell(
        to_uuid=row.person.uuid,
        kind="question",
        key=f"question:{row.pk}:{now.isoformat()}",
        text=text % {"title": row.lesson.title},
        url=address(row.lesson),
        now=now,
    )


def address(lesson: Lesson) -> str:
    """Where the questions of a lesson stand; "" while it has no page."""
    return f"{lesson.url}#questions" if lesson.url else ""


@transaction.atomic
def withdraw(*, question: LessonQuestion, person: Person, now: datetime) -> LessonQuestion:
    """The asker takes it back: its text is emptied here, and gone from under the lesson. Idempotent. NotAllowed for
    anybody else."""
    row = LessonQuestion.objects.select_for_update().get(pk=question.pk)
    if row.person_id != person.pk:
        raise NotAllowed(_("Only who asked can take a question back."))
    if row.withdrawn_at is None:
        row.text, row.public_text, row.published_at, row.withdrawn_at = "", "", None, now
        row.save(update_fields=["text", "public_text", "published_at", "withdrawn_at"])
    return row


def sweep_old(now: datetime | None = None) -> int:
    """A year after the answer (or the withdrawal): what was not published is deleted, what was stays without the
    person who asked. How many. Unanswered ones wait."""
    before = (now or timezone.now()) - KEPT
    done = LessonQuestion.objects.filter(answered_at__lt=before) | LessonQuestion.objects.filter(
        withdrawn_at__lt=before
    )
    gone = LessonQuestion.objects.filter(
        pk__in=list(done.filter(published_at=None).values_list("pk", flat=True)[:SWEEP])
    )
    count, _rows = gone.delete()
    return count + done.published().exclude(person=None).update(person=None)


def _audit(row: LessonQuestion, verb: str, by: Person, now: datetime) -> None:
    log.record(actor_uuid=by.uuid, verb=verb, object_type="lesson_question", object_id=str(row.uuid), now=now)
