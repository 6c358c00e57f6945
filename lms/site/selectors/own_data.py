"""Everything the system holds of one person, for that person."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from certificates.models import Certificate
from courses.models import Attendance, Enrolment, HourEntry, LessonProgress, LessonQuestion, NeedsSheet
from lms.notify.models import Notice
from lms.people.models import Mandate, Person
from lms.people.services.phones import clear_phone
from lms.points.models import LedgerEntry
from lms.records.models import Statement
from quizzes.delivery.selectors.sittings import in_words
from quizzes.models import Appraisal, AppraisalCase, Attempt, Contest, Evidence, LevelDecision, Observation, Response


def own_data(person: Person) -> dict[str, Any]:
    """One dictionary of plain values. Keys of items are not the person's data and are left out; so are the names that
    authors gave to options, which often tell the right one: answers stand in words."""
    return {
        "person": {
            "name": person.name,
            "username": person.username,
            "sex": person.sex,
            "ethnicity": person.ethnicity,
            "birth_month": person.birth_month,
            "phone": clear_phone(person),
        },
        "mandates": list(
            Mandate.objects.filter(person=person).values("term__congress__name", "term__number", "origin", "unit__name")
        ),
        "enrolments": list(Enrolment.objects.filter(person=person).values("programme__title", "at", "ended_at")),
        "lessons": list(LessonProgress.objects.filter(person=person).values("lesson__title", "opened_at", "done_at")),
        "attempts": list(
            Attempt.objects.filter(person=person).values("quiz__title", "started_at", "submitted_at", "state", "mode")
        ),
        "answers": [_answer(one) for one in _responses(person)],
        "attendance": list(
            Attendance.objects.filter(person=person).values("session__title", "session__starts_at", "state", "reason")
        ),
        "observed_tasks": list(
            Observation.objects.filter(person=person).values("task__title", "passed", "assisted", "observed_at")
        ),
        "evidence": list(
            Evidence.objects.filter(person=person).values("competence__name", "level", "kind", "at", "valid_until")
        ),
        "levels": list(LevelDecision.objects.filter(person=person).values("competence__name", "level", "state", "at")),
        "readiness_tests": list(
            Appraisal.objects.filter(booklet__person=person)
            .order_by("at", "pk")
            .values("booklet__design__quiz__title", "version", "score", "margin", "items", "areas", "assisted", "at")
        ),
        "readiness_test_reviews": list(
            AppraisalCase.objects.filter(appraisal__booklet__person=person).values("signs", "state", "reason", "at")
        ),
        "contests": list(Contest.objects.filter(person=person).values("text", "state", "decision_text", "at")),
        "questions": list(
            LessonQuestion.objects.filter(person=person).values("lesson__title", "text", "at", "answer", "answered_at")
        ),
        "needs_survey": list(
            NeedsSheet.objects.filter(person=person).values("round__title", "answers", "changed_at", "handed_in_at")
        ),
        "hours": list(HourEntry.objects.filter(person=person).values("hours", "mode", "programme__title")),
        "points": list(LedgerEntry.objects.filter(person=person).values("points", "rule__code", "at")),
        "certificates": list(
            Certificate.objects.filter(person=person).values("serial", "issued_on", "programme_title")
        ),
        "notices": list(Notice.objects.filter(to_uuid=person.uuid).values("text", "created_at", "read_at")),
        "learning_record": list(
            Statement.objects.filter(actor_uuid=person.uuid).order_by("seq").values("verb", "object_id", "occurred_at")
        ),
    }


def _responses(person: Person) -> QuerySet[Response]:
    own = Response.objects.filter(attempt__person=person).order_by("attempt_id", "seq")
    return own.select_related("attempt__quiz", "presented__version__item")


def _answer(response: Response) -> dict[str, Any]:
    return {
        "attempt__quiz__title": response.attempt.quiz.title,
        "attempt__number": response.attempt.number,
        "presented__position": response.presented.position,
        "answer": in_words(response.presented, response.payload),
        "received_at": response.received_at,
        "late": response.late,
    }
