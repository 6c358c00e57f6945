"""Who is enrolled: by rule, by hand, and no longer."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses.models import Enrolment
from courses.selectors.load import in_words
from courses.selectors.programmes import live_programmes, programmes_of, scope_of, scopes_of
from courses.services import enrolments
from lms.people.models import Mandate
from lms.people.services import mandates
from lms.records.models import Statement
from lms.web.errors import NotAllowed, Refusal
from tests.courses.factories import NOW, enrolled, framework, make_module, make_programme
from tests.factories import make_mandate, make_person, make_staff

pytestmark = pytest.mark.django_db


def end(mandate: Mandate) -> None:
    mandates.change_state(
        mandate=mandate,
        state="ended",
        effective_on=date(2026, 12, 1),
        by=make_staff("committee"),
        reason="调离",
        now=NOW,
    )


def test_serving_mandates_of_the_audience_are_enrolled_once():
    programme = make_programme(audience={"levels": ["district"], "origins": ["new"]})
    wanted = make_mandate(origin="new")
    make_mandate(origin="re_elected")
    make_mandate(level="township", origin="new")
    end(make_mandate(origin="new"))
    assert enrolments.enrol_due(programme=programme, now=NOW) == 1
    assert enrolments.enrol_due(programme=programme, now=NOW) == 0
    assert Enrolment.objects.get().person == wanted.person
    assert Enrolment.objects.get().by is None
    assert Statement.objects.filter(verb="enrolled", object_id=programme.slug).count() == 1


def test_a_person_with_two_mandates_is_enrolled_once():
    programme = make_programme()
    first = make_mandate()
    make_mandate(person=first.person, level="township")
    assert enrolments.enrol_due(programme=programme, now=NOW) == 1


def test_a_programme_that_is_not_offered_enrols_nobody():
    programme = make_programme(live=False)
    make_mandate()
    assert enrolments.enrol_due(programme=programme, now=NOW) == 0


def test_an_enrolment_ends_with_the_last_mandate_and_is_taken_up_again():
    programme = make_programme()
    mandate = make_mandate()
    enrolments.enrol_due(programme=programme, now=NOW)
    end(mandate)
    assert enrolments.enrol_due(programme=programme, now=NOW) == 1
    assert Enrolment.objects.get().ended_at == NOW
    assert programmes_of(mandate.person, now=NOW) == []
    make_mandate(person=mandate.person, level="township")
    assert enrolments.enrol_due(programme=programme, now=NOW) == 1
    assert Enrolment.objects.get().ended_at is None


def test_staff_learn_along_outside_the_rule():
    programme = make_programme()
    teacher = make_staff("trainer")
    enrolment = enrolments.join(person=teacher, programme=programme, now=NOW)
    assert enrolment.by == teacher
    assert enrolments.enrol_due(programme=programme, now=NOW) == 0
    assert Enrolment.objects.get().ended_at is None


def test_a_deputy_of_the_audience_may_begin_before_the_sweep():
    programme = make_programme()
    mandate = make_mandate()
    assert enrolments.join(person=mandate.person, programme=programme, now=NOW).by is None
    with pytest.raises(NotAllowed):
        enrolments.join(person=make_person(), programme=programme, now=NOW)
    with pytest.raises(Refusal):
        enrolments.join(person=mandate.person, programme=make_programme(live=False), now=NOW)


def test_the_sweep_takes_offered_programmes_whose_period_is_not_over():
    make_mandate()
    current = make_programme()
    make_programme(starts=date(2024, 1, 1), ends=date(2025, 1, 1))
    assert enrolments.sweep_enrolments(now=NOW) == 1
    assert Enrolment.objects.get().programme == current


def test_what_is_left_over_is_enrolled_by_the_next_run():
    programme = make_programme()
    for _number in range(3):
        make_mandate()
    assert enrolments.enrol_due(programme=programme, now=NOW, at_most=2) == 2
    assert enrolments.enrol_due(programme=programme, now=NOW, at_most=2) == 1


def test_enrolling_costs_a_few_queries_a_person_and_no_more_for_those_who_are_in():
    programme = make_programme()
    for _number in range(4):
        make_mandate()
    enrolments.enrol_due(programme=programme, now=NOW)
    with CaptureQueriesContext(connection) as again:
        enrolments.enrol_due(programme=programme, now=NOW)
    for _number in range(8):
        make_mandate()
    enrolments.enrol_due(programme=programme, now=NOW)
    with CaptureQueriesContext(connection) as later:
        enrolments.enrol_due(programme=programme, now=NOW)
    assert len(later) == len(again) <= 4


def test_the_list_of_offered_programmes_costs_the_same_however_many(django_assert_num_queries):
    for _number in range(2):
        make_programme()
    with CaptureQueriesContext(connection) as few:
        [(one.url, in_words(one), one.elective_count) for one in live_programmes()]
    for _number in range(10):
        make_programme()
    with django_assert_num_queries(len(few)):
        rows = [(one.url, in_words(one), one.elective_count) for one in live_programmes()]
    assert len(rows) == 12


def test_a_scope_holds_what_the_modules_cover_and_for_whom_it_is_core():
    framework()
    programme = make_programme()
    make_module(programme, core_for=("district",))
    scope = scope_of(programme)
    assert scope.key == f"programme:{programme.slug}"
    assert scope.covered == ("A1",)
    assert scope.core_for("district") == {"A1"}
    assert scope.core_for("township") == frozenset()


def test_scopes_come_for_each_serving_mandate_of_the_programmes_levels():
    framework()
    programme = make_programme(audience={"levels": ["district"], "origins": ["new", "re_elected"]})
    make_module(programme)
    mandate = make_mandate()
    make_mandate(person=mandate.person, level="township")
    enrolled(mandate.person, programme)
    assert scopes_of(mandate.person) == [(mandate, scope_of(programme))]
    assert scopes_of(make_person()) == []


def test_an_enrolment_of_the_future_is_not_shown_yet():
    programme = make_programme()
    person = make_mandate().person
    Enrolment.objects.create(person=person, programme=programme, at=NOW + timedelta(days=1))
    assert programmes_of(person, now=NOW) == []
