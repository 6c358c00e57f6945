"""The demonstration district, and a cohort that goes through a programme by the services real deputies use."""

from collections import Counter
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from courses.models import Enrolment, LessonProgress, Module
from lms.people.models import Mandate, Person, RoleGrant
from lms.records.models import Statement
from lms.records.services.verify import verify
from lms.site.services import demonstration, fates, simulation
from lms.site.services.fates import Way
from lms.web.errors import Refusal
from quizzes.models import Attempt, Outcome, ReadinessGrade, Response
from tests.courses.conftest import _little_once, little  # noqa: F401 - fixtures
from tests.courses.factories import do_task
from tests.factories import make_mandate, make_person

pytestmark = pytest.mark.django_db


def test_that_the_demonstration_comes_once_with_a_sign_in_for_every_role(little, settings) -> None:  # noqa: F811
    settings.DEMO = True
    now = timezone.now()
    demonstration.load(now=now)
    before = (Mandate.objects.count(), Person.objects.count(), RoleGrant.objects.count(), Enrolment.objects.count())
    assert before[0] == 490
    demonstration.load(now=now)
    assert before == (
        Mandate.objects.count(),
        Person.objects.count(),
        RoleGrant.objects.count(),
        Enrolment.objects.count(),
    )
    assert set(RoleGrant.objects.values_list("role", flat=True)) == {
        "trainer", "organiser", "chair", "committee", "system_admin", "security_admin", "audit_admin",
    }  # fmt: skip
    client = Client()
    form = {"login": "deputy", "password": demonstration.PASSWORD}
    assert client.post("/accounts/login/", form).url == "/learn/"
    step = client.get("/learn/").context["home"].step
    assert step is not None
    assert client.get(step.url).status_code == 200


def test_that_production_has_no_demonstration(settings) -> None:
    settings.DEMO = False
    with pytest.raises(Refusal):
        demonstration.load(now=timezone.now())


def test_that_the_notice_shows_how_far_it_is_and_ends(settings, tmp_path) -> None:
    settings.PRIVATE_ROOT = tmp_path
    now = timezone.now()
    assert demonstration.under_way(now=now) is None
    people = demonstration.watched([make_person(), make_person()], total=2)
    next(people)
    assert demonstration.under_way(now=timezone.now()) == {"done": 0, "total": 2}
    assert demonstration.under_way(now=now + timedelta(minutes=5)) is None
    assert len(list(people)) == 1
    assert demonstration.under_way(now=timezone.now()) is None


def facts() -> list[tuple[object, ...]]:
    """What a cohort did, told without keys of the database."""
    outcomes = Outcome.objects.order_by("attempt__person__username", "attempt__quiz__slug", "attempt__number")
    return list(outcomes.values_list("attempt__person__username", "attempt__quiz__slug", "points", "passed"))


def test_that_a_cohort_goes_through_by_the_real_services(little) -> None:  # noqa: F811
    people = [make_mandate(person=make_person(username=f"cohort{number}")).person for number in range(12)]
    call_command("simulate_cohort", programme="little", seed=3, verbosity=0)
    assert Enrolment.objects.filter(person__in=people).count() == len(people)
    assert LessonProgress.objects.filter(done_at__isnull=False).exists()
    assert Attempt.objects.exclude(state="open").exists()
    assert Response.objects.count() > Outcome.objects.count() > 0
    assert Statement.objects.values("actor_uuid").distinct().count() >= len(people) - 3
    assert verify() is None
    done = facts()
    told = simulation.simulate(programme=little, seed=3, now=timezone.now())
    assert (told.counts["people"], facts()) == (sum(1 for person in people if not _begun(person)), done)


def _begun(person: Person) -> bool:
    return LessonProgress.objects.filter(person=person).exists() or Attempt.objects.filter(person=person).exists()


def test_that_what_lapsed_is_graded_so_where_no_worker_runs(little, monkeypatch) -> None:  # noqa: F811
    monkeypatch.setattr(fates, "SHARES", {Way.NEVER: 1.0})
    mandate = make_mandate(person=make_person(username="lapsed"))
    now = timezone.now()
    for module in Module.objects.filter(programme_modules__programme=little):
        do_task(mandate.person, module, now=now)
    simulation.simulate(programme=little, seed=3, now=now + simulation.LONG_AGO)
    assert ReadinessGrade.objects.in_force().get(mandate=mandate).grade == "expired"


def test_that_ways_are_dealt_by_their_shares_in_an_order_of_the_seed() -> None:
    dealt = fates.deal(490, seed=11)
    assert dealt == fates.deal(490, seed=11) != fates.deal(490, seed=12)
    assert {way: dealt.count(way) for way in fates.SHARES} == {
        way: round(share * 490) for way, share in fates.SHARES.items()
    }
    assert min(Counter(dealt).values()) >= 5 and len(Counter(dealt)) == len(Way)
    assert fates.deal(1, seed=11) == [Way.BEGINS]
