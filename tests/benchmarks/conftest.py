"""The site as it runs in production: gunicorn with two workers, PostgreSQL 15 that syncs to the disk, no demonstration."""

from collections.abc import Iterator

import pytest
from django.db import connection

from tests.benchmarks.processes import cpu_seconds
from tests.benchmarks.sitters import Learner
from tests.browser.serving import Site, serving
from tests.postgres import Postgres

LEARNERS = 32
ITEMS = 20
KEYS = dict.fromkeys(("SECRET_KEY", "PHONE_INDEX_KEY", "PHONE_CIPHER_KEY"), "only-for-benchmarks-0123456789abcdef" * 2)
PREPARE = f"""
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
for command in (["migrate", "-v", "0"], ["collectstatic", "--noinput", "-v", "0"], ["sync_roles"], ["load_framework"],
                ["load_programme", "courses/starter"]):
    call_command(*command)
from courses.models import Module, Programme
from courses.services import enrolments
from quizzes.models import ItemBank, Quiz, QuizSection
from tests.factories import make_mandate, make_person, make_unit
from tests.quizzes.delivery_factories import make_item
programme = Programme.objects.get(slug="starter")
bank = ItemBank.objects.create(slug="bench", title="题库", purpose="module")
for _ in range(2 * {ITEMS}):
    make_item(bank)
module = Module.objects.get(slug="a1")
rules = dict(attempts=None, pass_share=0.6, minutes=60, feedback="after_attempt", shuffle_options=True)
for slug, more in (("bench", dict()), ("bench-page", dict(layout="all"))):
    quiz = Quiz.objects.create(slug=slug, title="测评", purpose="module", competence=module.competence, policy=rules | more)
    QuizSection.objects.create(quiz=quiz, bank=bank, count={ITEMS})
unit = make_unit()
for number in range({LEARNERS}):
    person = make_person(name="王秀兰", username=f"bench{{number}}", password="bench-spring-71")
    make_mandate(person=person, unit=unit)
    enrolments.enrol(person=person, programme=programme, by=None, now=timezone.now())
    client = Client()
    client.force_login(person, backend="lms.people.backends.PersonBackend")
    print("SESSION", client.cookies["sessionid"].value)
"""


class Bench:
    """The running site and the sessions of its learners."""

    def __init__(self, site: Site, postgres: Postgres, sessions: list[str]) -> None:
        self.site, self.postgres, self.sessions = site, postgres, sessions

    def web_seconds(self) -> float:
        return cpu_seconds(self.site.running["web"].pid)

    def base_seconds(self) -> float:
        return cpu_seconds(self.postgres.pid)

    def learners(self, number: int) -> list[Learner]:
        return [Learner(self.site.port, session) for session in self.sessions[:number]]


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The database of tests in this process is a file here: in memory its rows would count as growth of the process."""
    connection.settings_dict["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "bench.sqlite3")


@pytest.fixture(scope="session")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    postgres = Postgres()
    try:
        postgres.start()
        own = {
            "DJANGO_SETTINGS_MODULE": "tests.benchmarks.settings",
            "ALLOWED_HOSTS": "127.0.0.1,testserver",
            "HTTPS": "0",
        }
        with serving(Site(tmp_path_factory.mktemp("bench"), postgres=postgres, **own, **KEYS)) as site:
            lines = site.python(PREPARE).splitlines()
            sessions = [line.removeprefix("SESSION ") for line in lines if line.startswith("SESSION ")]
            site.start_web()
            yield Bench(site, postgres, sessions)
    finally:
        postgres.remove()
