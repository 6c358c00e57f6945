"""Written answers: pending, marked, marked once more."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lms.audit.models import AuditEntry
from lms.notify.models import Notice
from lms.people.models import Role
from lms.web.errors import BadInput, NotAllowed, Refusal
from quizzes.bank.services import items
from quizzes.delivery.models import Attempt, Marking, Outcome, Response, Score
from quizzes.delivery.selectors.markings import to_be_marked
from quizzes.delivery.services import attempts, markings
from quizzes.models import ItemBank, Quiz
from quizzes.readiness.models import Evidence
from tests.quizzes.bank_factories import make_editor, make_trainer
from tests.quizzes.delivery_factories import make_learner
from tests.quizzes.delivery_factories import make_quiz as make_choice_quiz
from tests.quizzes.racing import race
from tests.quizzes.readiness_factories import NOW, competence, load_all

pytestmark = pytest.mark.django_db
RUBRIC = [{"id": "a", "text": "写明事由", "points": 2}, {"id": "b", "text": "建议具体可行", "points": 3}]


def make_quiz(code: str = "C2") -> Quiz:
    """One written answer and one choice."""
    load_all()
    quiz = make_choice_quiz("single")
    bank = ItemBank.objects.get(pk=quiz.sections.get().bank_id)
    row = {
        "id": f"written-{quiz.pk}",
        "kind": "extended",
        "level": 2,
        "stem": "请写一条建议。",
        "longest": 300,
        "key": {"rubric": RUBRIC, "sample": "建议在村口装路灯。"},
    }
    items.load_item(bank=bank, competence=competence(code), row=row, now=NOW)
    quiz.sections.update(count=2)
    return quiz


def hand_in(text: str = "建议修好路灯。", quiz: Quiz | None = None, person=None) -> Attempt:
    attempt = attempts.start(person=person or make_learner(), quiz=quiz or make_quiz(), mode="phone", seed=1, now=NOW)
    for one in attempt.presented.select_related("version__item"):
        payload = {"text": text} if one.version.item.kind == "extended" else {"choice": "b"}
        attempts.record_response(
            attempt=attempt, position=one.position, payload=payload, client_id=f"c{one.position}", now=NOW
        )
    attempts.submit(attempt=attempt, now=NOW)
    return attempt


def answer_of(attempt: Attempt) -> Response:
    return attempt.responses.get(presented__version__item__kind="extended")


def outcome_of(attempt: Attempt) -> Outcome:
    return attempt.outcomes.get(superseded_by=None)


def mark(attempt: Attempt, a: float = 2, b: float = 3, **more) -> Marking:
    fields = {"response": answer_of(attempt), "points": {"a": a, "b": b}, "now": NOW} | more
    return markings.mark(**fields | {"by": more.get("by") or make_learner("陈老师", Role.TRAINER)})


def test_that_an_answer_waits_counts_nothing_and_concludes_nothing():
    attempt = hand_in()
    outcome = outcome_of(attempt)
    assert (outcome.points, outcome.max_points, outcome.pending, outcome.passed) == (1, 2, 1, False)
    assert Score.objects.count() == 1
    assert not Evidence.objects.exists()


def test_that_a_skipped_answer_does_not_wait():
    attempt = attempts.start(person=make_learner(), quiz=make_quiz(), mode="phone", now=NOW)
    for position in (1, 2):
        attempts.record_response(
            attempt=attempt, position=position, payload={"skipped": True}, client_id=f"c{position}", now=NOW
        )
    assert attempts.submit(attempt=attempt, now=NOW).pending == 0


def test_that_a_marking_makes_score_outcome_notice_and_audit():
    attempt = hand_in()
    marking = mark(attempt, 2, 1.5, comment="写得清楚。")
    outcome = outcome_of(attempt)
    assert (outcome.points, outcome.pending, outcome.passed, outcome.reason) == (pytest.approx(1.7), 0, True, "marked")
    assert marking.score.points == pytest.approx(0.7)
    assert attempt.outcomes.count() == 2
    assert Notice.objects.filter(kind="marking").count() == 1
    assert AuditEntry.objects.filter(verb="answer.marked").count() == 1
    assert Evidence.objects.exists()


def test_that_sending_the_same_form_twice_marks_once():
    attempt, trainer = hand_in(), make_learner("陈老师", Role.TRAINER)
    first = mark(attempt, by=trainer, client_id="form-1")
    assert mark(attempt, by=trainer, client_id="form-1") == first
    assert Marking.objects.count() == 1
    assert attempt.outcomes.count() == 2


def test_that_marking_once_more_replaces_with_a_reason():
    attempt = hand_in()
    first = mark(attempt, 0, 0)
    with pytest.raises(BadInput):
        mark(attempt, 2, 3, seen=first)
    attempt.refresh_from_db()
    again = mark(attempt, 2, 3, seen=first, reason="复核后改正")
    assert again.replaces == first
    assert outcome_of(attempt).points == pytest.approx(2)
    assert Score.objects.get(marking=first).superseded_by == again.score
    withdrawn = Evidence.objects.exclude(pk__in=Evidence.objects.standing().values("pk"))
    assert {row.withdrawal.reason for row in withdrawn} == {"marked anew"}


def test_that_who_did_not_see_the_marking_in_force_is_refused():
    attempt = hand_in()
    mark(attempt)
    with pytest.raises(Refusal, match="别的老师"):
        mark(attempt, reason="我也想评")
    assert Marking.objects.count() == 1


@pytest.mark.parametrize("points", [{"a": 1}, {"a": 1, "b": 4}, {"a": -1, "b": 1}, {"a": 1, "b": 1, "c": 1}])
def test_that_points_outside_the_rubric_are_refused(points):
    with pytest.raises(BadInput):
        mark(hand_in(), points=points)
    assert not Marking.objects.exists()


def test_that_only_teachers_mark_and_nobody_the_own_answer():
    trainer = make_learner("陈老师", Role.TRAINER)
    own = hand_in(person=trainer)
    with pytest.raises(NotAllowed):
        mark(own, by=trainer)
    with pytest.raises(NotAllowed):
        mark(own, by=make_learner("管理员", Role.SYSTEM_ADMIN))
    assert not to_be_marked(trainer).exists()


def test_that_an_open_sitting_is_not_marked():
    attempt = attempts.start(person=make_learner(), quiz=make_quiz(), mode="phone", now=NOW)
    one = attempt.presented.get(version__item__kind="extended")
    saved = attempts.record_response(
        attempt=attempt, position=one.position, payload={"text": "建议"}, client_id="c", now=NOW
    )
    with pytest.raises(Refusal):
        mark(attempt, response=saved.response)


def test_that_the_database_holds_one_first_marking_and_one_successor():
    attempt = hand_in()
    first = mark(attempt)
    fields = {"response": first.response, "key": first.key, "points": {}, "by": first.by, "at": NOW}
    for wrong in ({"client_id": "x"}, {"client_id": "y", "replaces": first, "reason": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Marking.objects.create(**fields, **wrong)
    Marking.objects.create(**fields, client_id="z", replaces=first, reason="复核")
    with pytest.raises(IntegrityError), transaction.atomic():
        Marking.objects.create(**fields, client_id="w", replaces=first, reason="复核")
    with pytest.raises(TypeError):
        first.save()


def test_that_the_machine_scores_one_key_once_although_markings_may_come_twice():
    attempt = hand_in()
    choice = Score.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Score.objects.create(
            response=choice.response, key=choice.key, scorer_version=choice.scorer_version, points=1, at=NOW
        )
    first = mark(attempt)
    mark(attempt, seen=first, reason="复核")
    assert Score.objects.filter(response=first.response).count() == 2


@pytest.fixture
def trainer(client):
    person = make_trainer()
    client.force_login(person)
    return person


def test_that_the_list_shows_answers_without_names_and_its_queries_do_not_grow(client, trainer):
    quiz = make_quiz()
    hand_in(quiz=quiz, person=make_learner("赵钱孙"))
    address = reverse("markings:index")
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as few:
        page = client.get(address).content.decode()
    assert "请写一条建议。" in page
    assert "赵钱孙" not in page
    for _ in range(4):
        hand_in(quiz=quiz)
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert len(many) == len(few)


def test_that_a_teacher_marks_on_the_page_and_goes_on_to_the_next(client, trainer):
    quiz = make_quiz()
    first, second = hand_in(quiz=quiz), hand_in("再提一条。", quiz=quiz)
    address = reverse("markings:mark", args=[answer_of(first).pk])
    page = client.get(address).content.decode()
    assert "建议修好路灯。" in page
    assert first.person.name not in page
    sent = {"client_id": "one", "seen": "", "criterion-a": "2", "criterion-b": "2.5", "comment": "很好"}
    answer = client.post(address, sent)
    assert answer.url == reverse("markings:mark", args=[answer_of(second).pk])
    assert Marking.objects.get().points == {"a": 2, "b": 2.5}
    assert client.post(address, sent | {"criterion-a": "9"}, follow=True).status_code == 200
    assert Marking.objects.count() == 1
    assert "别的老师" in client.post(address, sent | {"client_id": "two"}, follow=True).content.decode()


def test_that_the_deputy_reads_that_it_waits_and_later_the_rubric(client):
    attempt = hand_in()
    client.force_login(attempt.person)
    address = reverse("quizzes:review", args=[attempt.uuid])
    page = client.get(address).content.decode()
    assert "等待教师评阅" in page
    assert "写明事由" not in page
    mark(attempt, 2, 1, comment="还可以更具体。")
    page = client.get(address).content.decode()
    assert "等待教师评阅" not in page
    for text in ("写明事由", "还可以更具体。", "建议在村口装路灯。"):
        assert text in page


def test_that_nobody_else_reaches_the_answers(client):
    answer = answer_of(hand_in())
    for person in (make_learner(), make_editor(Role.SYSTEM_ADMIN)):
        client.force_login(person)
        assert client.get(reverse("markings:mark", args=[answer.pk])).status_code in (302, 403, 404)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_that_of_two_markers_at_once_one_is_refused():
    attempt = hand_in()
    markers = [make_learner(name, Role.TRAINER) for name in ("陈老师", "刘老师")]
    told = race([lambda by=by: mark(attempt, by=by) for by in markers])
    assert sorted(type(one).__name__ for one in told) == ["Marking", "Refusal"]
    assert Marking.objects.count() == 1
    assert outcome_of(attempt).pending == 0
