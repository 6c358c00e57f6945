"""The observer's pages."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lms.people.models import Role
from quizzes.models import Observation
from tests.factories import make_mandate, make_person, make_staff, make_unit
from tests.quizzes.bank_factories import NOW, make_task

pytestmark = pytest.mark.django_db
YES = {"point-find": "yes", "point-set": "yes", "point-try": "no", "client_id": "abc"}


@pytest.fixture
def organiser():
    return make_staff(Role.ORGANISER)


@pytest.fixture
def deputy(organiser):
    unit = organiser.role_grants.get().unit
    return make_mandate(person=make_person(name="𠮷·买买提"), unit=unit).person


def form_of(task, person):
    return f"{reverse('quizzes:observe_task', args=[task.slug])}?person={person.uuid}"


def test_the_way_from_the_task_to_the_next_person(client, organiser, deputy):
    task = make_task()
    client.force_login(organiser)
    chosen = client.get(reverse("quizzes:observe"), {"task": task.slug, "q": "买提"})
    assert form_of(task, deputy) in chosen.content.decode()
    form = client.get(form_of(task, deputy)).content.decode()
    assert all(point["text"] in form for point in task.criteria)
    assert "checked" not in form.split('class="observation"')[1].split('id="id_accommodation"')[0]
    done = client.post(form_of(task, deputy), YES, follow=True)
    assert done.status_code == 200
    assert f"{reverse('quizzes:observe')}?task={task.slug}" in done.content.decode()
    assert Observation.objects.get().passed
    assert "𠮷·买买提" in client.get(reverse("quizzes:observations")).content.decode()


def test_nothing_is_stored_until_every_point_is_answered(client, organiser, deputy):
    client.force_login(organiser)
    page = client.post(form_of(make_task(), deputy), {"point-find": "yes", "client_id": "abc"})
    assert page.status_code == 200
    assert page.content.decode().count("point wrong") == 2
    assert not Observation.objects.exists()


def test_a_double_click_stores_once(client, organiser, deputy):
    client.force_login(organiser)
    task = make_task()
    first = client.post(form_of(task, deputy), YES)
    second = client.post(form_of(task, deputy), YES)
    assert first.url == second.url
    assert Observation.objects.count() == 1


def test_somebody_of_another_unit_oneself_and_nonsense_are_refused_alike(client, organiser, deputy):
    client.force_login(organiser)
    task = make_task()
    stranger = make_mandate(unit=make_unit()).person
    for person in (stranger, make_person(), organiser):
        assert client.get(form_of(task, person)).status_code == 403
        assert client.post(form_of(task, person), YES).status_code == 403
    assert client.get(f"{reverse('quizzes:observe_task', args=[task.slug])}?person=x").status_code == 403
    assert not Observation.objects.exists()


def test_an_organiser_finds_the_own_people_alone(client, organiser, deputy):
    make_mandate(person=make_person(name="别家代表"), unit=make_unit())
    client.force_login(organiser)
    page = client.get(reverse("quizzes:observe"), {"task": make_task().slug}).content.decode()
    assert "𠮷·买买提" in page
    assert "别家代表" not in page


@pytest.mark.parametrize("role", [Role.CHAIR, Role.SECURITY_ADMIN, None])
def test_other_roles_do_not_reach_the_pages(client, role):
    task = make_task()
    client.force_login(make_staff(role) if role else make_mandate().person)
    for address in (
        reverse("quizzes:observe"),
        reverse("quizzes:observations"),
        reverse("quizzes:observe_task", args=[task.slug]),
    ):
        assert client.get(address).status_code == 403


def test_a_visitor_is_asked_to_sign_in(client):
    assert "/accounts/login/" in client.get(reverse("quizzes:observe")).url


def test_another_observers_row_is_not_found(client, organiser, deputy):
    client.force_login(organiser)
    client.post(form_of(make_task(), deputy), YES)
    client.force_login(make_staff(Role.TRAINER))
    assert client.get(reverse("quizzes:observation", args=[Observation.objects.get().pk])).status_code == 404


def test_the_empty_states_say_what_to_do(client, organiser):
    client.force_login(organiser)
    assert client.get(reverse("quizzes:observe")).status_code == 200
    assert client.get(reverse("quizzes:observations")).status_code == 200
    task = make_task()
    page = client.get(reverse("quizzes:observe"), {"task": task.slug, "q": "无此人"})
    assert "card empty" in page.content.decode()


@pytest.mark.parametrize("name", ["quizzes:observe", "quizzes:observations"])
def test_the_lists_ask_as_often_for_a_hundred_as_for_ten(client, organiser, name):
    task, unit = make_task(), organiser.role_grants.get().unit
    client.force_login(organiser)

    def add(count):
        people = [make_mandate(unit=unit).person for _row in range(count)]
        Observation.objects.bulk_create(
            Observation(
                task=task,
                person=person,
                observer=organiser,
                client_id=person.uuid.hex,
                criteria={"points": task.criteria, "pass_count": task.pass_count},
                results={},
                passed=True,
                observed_at=NOW,
                recorded_at=NOW,
            )
            for person in people
        )

    def queries():
        with CaptureQueriesContext(connection) as caught:
            assert client.get(reverse(name), {"task": task.slug}).status_code == 200
        return len(caught)

    add(10)
    few = queries()
    add(90)
    assert queries() == few
