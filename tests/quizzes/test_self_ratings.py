"""How deputies see themselves: kept, compared, a guide to what to learn first, and never a level."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lms.people.models import Mandate, Person
from lms.web.errors import BadInput
from quizzes.framework.models import Competence
from quizzes.readiness import hooks, self_rating
from quizzes.readiness.models import Evidence
from quizzes.readiness.scope import Scope
from quizzes.readiness.selectors import levels as level_selectors
from quizzes.readiness.selectors import self_ratings as selectors
from quizzes.readiness.self_rating import Placed, View
from quizzes.readiness.services import evidence, self_ratings
from tests.factories import make_mandate, make_person
from tests.quizzes.readiness_factories import ALL_RIGHT, ALL_WRONG, NOW, competence, load_all, observe, sit

CODES = ("A1", "C2", "F1")


@pytest.fixture
def me(client: Client) -> Person:
    load_all()
    person = make_person()
    client.force_login(person)
    return person


@pytest.fixture
def enrolled(me: Person) -> Iterator[Mandate]:
    mandate = make_mandate(person=me)
    scope = Scope("programme:x", CODES, {"district": frozenset({"F1"})})
    scopes, steps = hooks._scopes, hooks._steps
    hooks.use_scopes(lambda people: {me.pk: [(mandate, scope)]} if me in people else {})
    hooks.use_next_steps(lambda person, codes: {"F1": ("去学习", "/programme/f1/")} if "F1" in codes else {})
    yield mandate
    hooks.use_scopes(scopes)
    hooks.use_next_steps(steps)


def placed(code: str, know: int = 0, can: int = 0, *, core: bool = False, measured: int | None = None) -> Placed:
    return Placed(code, core, View(know, can, NOW) if know else None, measured)


def test_the_weaker_answer_is_the_view() -> None:
    assert [View(know, can, NOW).level for know, can in ((1, 4), (4, 2), (3, 3), (4, 4))] == [0, 1, 2, 3]


def test_the_gap_is_told_only_where_both_views_are_there() -> None:
    assert placed("A1").gap == ""
    assert placed("A1", 3, 3).gap == self_rating.NOT_MEASURED
    assert placed("A1", 3, 3, measured=1).gap == self_rating.HIGHER
    assert placed("A1", 2, 2, measured=2).gap == self_rating.LOWER
    assert placed("A1", 4, 4, measured=4).gap == self_rating.ALIKE  # nobody is asked whether they lead


def test_what_to_learn_first_is_core_and_weak_and_never_what_is_measured_well() -> None:
    rows = [
        placed("A1", 3, 3),
        placed("A2", 2, 2),
        placed("B1", 1, 4),
        placed("C2", 2, 2, core=True),
        placed("D1", 1, 1, measured=2),
        placed("E1", 4, 4, measured=0),
        placed("F1"),
    ]
    assert self_rating.learn_first(rows) == ["C2", "B1", "A2"]
    assert self_rating.learn_first(rows[4:]) == ["E1"]


@pytest.mark.django_db
def test_every_competence_has_its_two_statements() -> None:
    load_all()
    assert set(self_rating.statements()) == set(Competence.objects.values_list("code", flat=True))


@pytest.mark.django_db
def test_a_self_rating_is_kept_and_decides_nothing() -> None:
    me = make_person()
    self_ratings.rate(person=me, competence=competence(), know=4, can=4, now=NOW)
    self_ratings.rate(person=me, competence=competence(), know=4, can=4, now=NOW)
    self_ratings.rate(person=me, competence=competence(), know=2, can=1, now=NOW + timedelta(days=1))
    assert list(Evidence.objects.values_list("kind", flat=True)) == ["self"] * 4
    assert level_selectors.current(me) == {}
    assert (selectors.latest(me)["A1"].know, selectors.latest(me)["A1"].can) == (2, 1)
    with pytest.raises(BadInput):
        self_ratings.rate(person=me, competence=competence(), know=5, can=1, now=NOW)


@pytest.mark.django_db
def test_one_competence_leads_to_the_next_and_at_the_end_to_what_to_learn_first(
    client: Client, enrolled: Mandate
) -> None:
    page = client.get("/readiness/self-rating/").content.decode()
    assert "共3项能力，已自评0项" in page
    assert "建议先学" not in page
    address, seen = "/readiness/A1/self-rating/", []
    for know, can in ((3, 3), (2, 2), (2, 1)):
        seen.append(address)
        response = client.post(address, {"know": know, "can": can})
        address = response["Location"]
    assert seen == [f"/readiness/{code}/self-rating/" for code in CODES]
    page = client.get(address).content.decode()
    assert page.index("建议先学") < page.index("账号与设备安全") < page.index("家站线上平台")
    assert 'href="/programme/f1/"' in page
    assert "自评：说不清，没做过；测评：未测评" in page
    assert "开始自评" not in page


@pytest.mark.django_db
def test_both_views_stand_beside_each_other(client: Client, enrolled: Mandate) -> None:
    me = enrolled.person
    for code in CODES:
        self_ratings.rate(person=me, competence=competence(code), know=3, can=3, now=NOW)
    evidence.derive_from_attempt(attempt=sit(me, ALL_WRONG, code="A1"), now=NOW)
    evidence.derive_from_attempt(attempt=sit(me, ALL_RIGHT, code="C2"), now=NOW)
    evidence.derive_from_observation(observation=observe(me, code="C2"), now=NOW)
    rows = {row.code: row.gap for row in selectors.own_view(me).rows}
    assert rows == {"A1": "higher", "C2": "alike", "F1": "not_measured"}
    assert "自评比测评高一些" in client.get("/readiness/A1/").content.decode()


@pytest.mark.django_db
def test_an_answer_left_out_comes_back_and_an_unknown_competence_is_not_found(client: Client, me: Person) -> None:
    response = client.post("/readiness/A1/self-rating/", {"know": "3"})
    assert response.status_code == 400
    assert not Evidence.objects.exists()
    assert client.get("/readiness/Z9/self-rating/").status_code == 404
    assert Client().get("/readiness/self-rating/").status_code == 302


@pytest.mark.django_db
def test_the_own_view_takes_the_same_queries_for_one_and_for_twenty(client: Client, enrolled: Mandate) -> None:
    def queries() -> int:
        client.get("/readiness/self-rating/")
        with CaptureQueriesContext(connection) as caught:
            client.get("/readiness/self-rating/")
        return len(caught)

    self_ratings.rate(person=enrolled.person, competence=competence("A1"), know=1, can=1, now=NOW)
    one = queries()
    for found in Competence.objects.all():
        self_ratings.rate(person=enrolled.person, competence=found, know=1, can=1, now=NOW + timedelta(days=1))
    assert queries() == one
