"""What somebody learns who tries numbers: nothing, slowly."""

import random
import re
import statistics
import time

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from certificates.limits import LIMIT
from certificates.models import Certificate
from certificates.serial import encode, grouped
from certificates.services.revoke import revoke
from tests.certificates.factories import awarded, small_programme
from tests.courses.factories import NOW
from tests.factories import make_staff

pytestmark = pytest.mark.django_db
SEED = 20261128
LOOKED_AT = 100
"""Of the numbers, so many go through the whole page."""
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"')
"""Other at every look, whatever is looked at."""


@pytest.fixture
def register() -> list[Certificate]:
    """Certificates in every state, so that there would be something to find."""
    programme = small_programme()
    made = [awarded(name, programme) for name in ("王秀兰", "李桂芳", "陈㛃")]
    revoke(certificate=made[1], reason="重名误发", by=make_staff("committee"), now=NOW)
    Certificate.objects.filter(pk=made[2].pk).update(issued_on="2020-01-01", expires_on="2020-12-31")
    return made


def answer(client: Client, serial: str, number: int) -> tuple[int, str]:
    """What somebody is told who comes from ever another address, without the number asked for."""
    found = client.get(f"/certificates/{serial}/", REMOTE_ADDR=f"10.7.{number >> 8}.{number & 255}")
    text = TOKEN.sub("", found.content.decode())
    return found.status_code, text.replace(grouped(serial), "NUMBER").replace(serial, "NUMBER")


def test_that_ten_thousand_random_numbers_find_nothing_and_sound_alike(register) -> None:
    rng = random.Random(SEED)
    serials = [encode(rng.getrandbits(128)) for _ in range(10_000)]
    assert len(set(serials)) == 10_000
    for start in range(0, len(serials), 500):
        assert not Certificate.objects.filter(serial__in=serials[start : start + 500]).exists()
    client = Client()
    answers = {answer(client, serial, number) for number, serial in enumerate(serials[:LOOKED_AT])}
    assert len(answers) == 1
    status, page = answers.pop()
    assert status == 404
    for certificate in register:
        for told in (certificate.serial, certificate.programme_title, certificate.masked_name):
            assert told not in page


def test_that_an_unknown_number_costs_what_a_mistyped_one_costs(register) -> None:
    rng = random.Random(SEED)
    unknown = encode(rng.getrandbits(128))
    mistyped = unknown[:5] + ("2" if unknown[5] != "2" else "3") + unknown[6:]
    client = Client()
    asked = {}
    for serial in (unknown, mistyped):
        client.get(f"/certificates/{serial}/", REMOTE_ADDR="10.9.9.9")
        with CaptureQueriesContext(connection) as seen:
            assert client.get(f"/certificates/{serial}/", REMOTE_ADDR="10.9.9.9").status_code == 404
        asked[serial] = len(seen)
    assert asked[unknown] == asked[mistyped]
    times: dict[str, list[float]] = {unknown: [], mistyped: []}
    for number in range(80):
        for serial, spent in times.items():
            began = time.perf_counter()
            client.get(f"/certificates/{serial}/", REMOTE_ADDR=f"10.8.{number}.1")
            spent.append(time.perf_counter() - began)
    fast, slow = sorted(statistics.median(spent) for spent in times.values())
    assert slow < 1.5 * fast


def test_that_one_address_learns_of_sixty_numbers_a_minute_at_most(register) -> None:
    cache.clear()
    client, rng = Client(), random.Random(SEED)
    codes = [client.get(f"/certificates/{encode(rng.getrandbits(128))}/").status_code for _ in range(LIMIT + 20)]
    assert codes == [404] * LIMIT + [429] * 20
    for form in (register[0].serial + "/", register[0].serial + ".json", register[0].serial + ".jwt", "?number=1"):
        assert client.get(f"/certificates/{form}").status_code == 429
