"""More time, further attempts or another window for one person."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from lms.audit.models import AuditEntry
from lms.notify.models import Notice
from lms.people.models import Role
from lms.web.errors import BadInput, NotAllowed, Refusal
from quizzes.delivery.models import Extension, Prolongation
from quizzes.delivery.selectors.disclosure import disclosure_of
from quizzes.delivery.services import attempts, extensions
from quizzes.delivery.services.extensions import Grant
from tests.factories import make_mandate, make_staff, make_unit
from tests.quizzes.delivery_factories import make_learner, make_quiz, right_answer, shown

pytestmark = pytest.mark.django_db
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


@pytest.fixture
def now():
    return timezone.now().replace(microsecond=0, second=0)


@pytest.fixture
def committee():
    return make_learner("周处长", Role.COMMITTEE)


@pytest.fixture
def deputy():
    return make_mandate().person


def at(moment):
    return timezone.localtime(moment).isoformat(timespec="minutes")


def grant(quiz, person, by, now, **given):
    until = given.pop("until", timezone.localdate(now))
    reason = given.pop("reason", "视力不便")
    return extensions.grant(person=person, quiz=quiz, given=Grant(**given), reason=reason, until=until, by=by, now=now)


def begin(quiz, person, now):
    return attempts.start(person=person, quiz=quiz, mode="phone", seed=1, now=now)


def test_that_a_sitting_under_way_gets_the_time_and_both_deadlines_are_kept(committee, deputy, now):
    quiz = make_quiz("single", minutes=10)
    attempt = begin(quiz, deputy, now)
    made = grant(quiz, deputy, committee, now + 5 * MINUTE, minutes=15)
    attempt.refresh_from_db()
    assert attempt.deadline == now + 25 * MINUTE
    row = Prolongation.objects.get()
    assert (row.extension, row.before, row.after) == (made, now + 10 * MINUTE, now + 25 * MINUTE)
    (one,) = shown(attempt)
    saved = attempts.record_response(
        attempt=attempt, position=1, payload=right_answer(one), client_id="a", now=now + 24 * MINUTE
    )
    assert not saved.late
    grant(quiz, deputy, committee, now + 6 * MINUTE, minutes=5)
    attempt.refresh_from_db()
    assert attempt.deadline == now + 30 * MINUTE


def test_that_a_later_window_prolongs_and_never_shortens(committee, deputy, now):
    quiz = make_quiz("single", closes_at=at(now + HOUR), minutes=90)
    attempt = begin(quiz, deputy, now)
    assert attempt.deadline == now + HOUR
    grant(quiz, deputy, committee, now, closes_at=now + 2 * HOUR)
    attempt.refresh_from_db()
    assert attempt.deadline == now + 90 * MINUTE
    grant(quiz, deputy, committee, now, closes_at=now + 30 * MINUTE)
    attempt.refresh_from_db()
    assert attempt.deadline == now + 90 * MINUTE
    assert Prolongation.objects.count() == 1


def test_that_what_is_over_stays_over(committee, deputy, now):
    quiz = make_quiz("single", minutes=10)
    attempt = begin(quiz, deputy, now - HOUR)
    grant(quiz, deputy, committee, now, minutes=600)
    attempt.refresh_from_db()
    assert attempt.deadline == now - 50 * MINUTE
    assert not Prolongation.objects.exists()


def test_that_a_window_is_widened_for_one_person_alone(committee, deputy, now):
    quiz = make_quiz("single", opens_at=at(now + 2 * HOUR), closes_at=at(now + 3 * HOUR), feedback="after_close")
    grant(quiz, deputy, committee, now, opens_at=now - HOUR, closes_at=now + 9 * HOUR)
    attempt = begin(quiz, deputy, now)
    assert attempt.deadline == now + 9 * HOUR
    with pytest.raises(Refusal):
        begin(quiz, make_mandate().person, now)
    other = begin(quiz, make_mandate().person, now + 2 * HOUR)
    attempts.submit(attempt=other, now=now + 2 * HOUR)
    other.refresh_from_db()
    assert not disclosure_of(other, now + 5 * HOUR).keys
    assert disclosure_of(other, now + 10 * HOUR).keys


def test_that_the_person_is_told_and_the_grant_audited(committee, deputy, now):
    quiz = make_quiz("single", minutes=10, attempts=1)
    grant(quiz, deputy, committee, now, minutes=10, attempts=1)
    assert Notice.objects.get(to_uuid=deputy.uuid).kind == "extension"
    entry = AuditEntry.objects.get(verb="extension.granted")
    assert (entry.actor_uuid, entry.object_id) == (committee.uuid, str(deputy.uuid))
    assert "视力不便" in entry.purpose


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"minutes": 10, "reason": " "},
        {"minutes": 601},
        {"minutes": -1},
        {"attempts": 6},
        {"minutes": 10, "until": timezone.localdate() - timedelta(days=2)},
        {"closes_at": timezone.now() + HOUR},
    ],
)
def test_that_a_grant_of_nothing_or_too_much_is_refused(committee, deputy, now, wrong):
    with pytest.raises(BadInput):
        grant(make_quiz("single", minutes=10, attempts=2), deputy, committee, now, **wrong)
    assert not Extension.objects.exists()


@pytest.mark.parametrize("given", [{"minutes": 5}, {"attempts": 1}])
def test_that_a_limit_that_is_not_there_is_not_extended(committee, deputy, now, given):
    with pytest.raises(BadInput):
        grant(make_quiz("single"), deputy, committee, now, **given)


def test_that_an_organiser_grants_in_the_own_unit_alone_and_nobody_to_oneself(committee, now):
    unit = make_unit()
    mine, other = make_mandate(unit=unit).person, make_mandate().person
    organiser = make_staff(Role.ORGANISER, unit=unit)
    make_mandate(unit=unit, person=organiser)
    quiz = make_quiz("single", minutes=10)
    grant(quiz, mine, organiser, now, minutes=5)
    for person in (other, organiser):
        with pytest.raises(NotAllowed):
            grant(quiz, person, organiser, now, minutes=5)
    with pytest.raises(NotAllowed):
        grant(quiz, mine, make_learner("林", Role.TRAINER), now, minutes=5)


# The pages


def test_that_the_form_grants_and_shows_only_what_the_quiz_limits(client, committee, deputy):
    quiz = make_quiz("single", minutes=10)
    client.force_login(committee)
    address = reverse("quizzes:extension_grant", args=[quiz.slug, deputy.uuid])
    page = client.get(address).content.decode()
    assert 'name="minutes"' in page
    assert 'name="attempts"' not in page
    assert client.post(address, {"reason": "x", "until": "2099-01-01"}).status_code == 400
    answer = client.post(address, {"minutes": "20", "reason": "参加防汛值守", "until": "2099-01-01"})
    assert answer["Location"] == reverse("quizzes:extensions")
    page = client.get(answer["Location"]).content.decode()
    assert deputy.name in page
    assert "参加防汛值守" in page
    assert client.get(address).content.decode().count("参加防汛值守") == 1


def test_that_a_quiz_without_limits_offers_no_form(client, committee, deputy):
    client.force_login(committee)
    page = client.get(reverse("quizzes:extension_grant", args=[make_quiz("single").slug, deputy.uuid]))
    assert 'name="reason"' not in page.content.decode()


def test_that_pages_of_another_unit_are_not_found_and_its_rows_not_listed(client, committee, now):
    unit = make_unit()
    mine, other = make_mandate(unit=unit).person, make_mandate().person
    quiz = make_quiz("single", minutes=10)
    for person, reason in ((mine, "本单位理由"), (other, "别处理由")):
        grant(quiz, person, committee, now, minutes=5, reason=reason)
    client.force_login(make_staff(Role.ORGANISER, unit=unit))
    page = client.get(reverse("quizzes:extensions")).content.decode()
    assert "本单位理由" in page
    assert "别处理由" not in page
    assert client.get(reverse("quizzes:extension_grant", args=[quiz.slug, other.uuid])).status_code == 404
    listed = client.get(reverse("quizzes:extension_choose"), {"quiz": quiz.slug}).content.decode()
    assert str(mine.uuid) in listed
    assert str(other.uuid) not in listed


def test_that_the_list_is_searched(client, committee, deputy, now):
    for number in range(3):
        grant(make_quiz("single", minutes=10), deputy, committee, now, minutes=5, reason=f"理由{number}")
    client.force_login(committee)
    page = client.get(reverse("quizzes:extensions"), {"q": "理由1", "holding": "1"}).content.decode()
    assert "理由1" in page
    assert "理由2" not in page


@pytest.mark.parametrize("role", [None, Role.TRAINER, Role.SYSTEM_ADMIN])
def test_that_nobody_else_reaches_the_pages(client, deputy, role):
    client.force_login(make_learner("李", *([role] if role else [])))
    for name in ("extensions", "extension_choose"):
        assert client.get(reverse(f"quizzes:{name}")).status_code == 403


def test_that_the_list_asks_as_often_for_forty_as_for_five(client, committee, now):
    client.force_login(committee)
    counts = []
    for size in (5, 35):
        for _ in range(size):
            grant(make_quiz("single", minutes=10), make_mandate().person, committee, now, minutes=5)
        client.get(reverse("quizzes:extensions"))
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse("quizzes:extensions")).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]
