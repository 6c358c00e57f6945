"""The committee's page on links between calibrations: what a link would be, deciding on it, and what stays."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lms.audit.models import AuditEntry
from lms.people.models import Person, Role
from quizzes.calibration.models import CalibrationLink
from quizzes.calibration.services.linking import link
from tests.factories import make_person, make_staff
from tests.quizzes.bank_factories import make_committee, make_trainer
from tests.quizzes.test_terms import NOW, WHY, calibration, spread

pytestmark = pytest.mark.django_db


@pytest.fixture
def committee(client: Client) -> Person:
    person = make_committee()
    client.force_login(person)
    return person


def look(client: Client, new: int, old: int) -> str:
    answer = client.get(reverse("links:add"), {"calibration": new, "to": old})
    assert answer.status_code == 200
    return answer.content.decode()


def test_that_the_page_shows_what_drifted_and_what_dropping_it_does_before_anything_is_made(
    client: Client, committee: Person
) -> None:
    moved = spread(-0.3, noise=0, seed=2)
    moved[4] += 1.8
    old, new = calibration(spread(noise=0, seed=1)), calibration(moved, 2)
    assert "锚题" not in client.get(reverse("links:add")).content.decode().partition("<main")[2].partition("<form")[0]
    page = look(client, new.pk, old.pk)
    # 35 anchors moved by exactly 0.3; with the one that lies 1.8 off the mean is 0.3 - 1.8/36 = 0.25, s/√n = 1.8/36
    assert "+0.30" in page and "± 0.00" in page and "+0.25 ± 0.05" in page and "不足" not in page
    assert page.index("i4<") < page.index("i0<") and page.count("已剔除") == 1
    assert not CalibrationLink.objects.exists()


def test_that_few_anchors_are_warned_of_and_refusals_are_told_on_the_page(client: Client, committee: Person) -> None:
    old, new = calibration(spread(n=12, seed=1)), calibration(spread(-0.3, n=12, seed=2), 2)
    assert "12道" in look(client, new.pk, old.pk) and "30道" in look(client, new.pk, old.pk)
    assert "3道" in look(client, calibration([0.1, 0.2], 3).pk, old.pk)
    assert "自己" in look(client, new.pk, new.pk)


def test_that_a_link_is_decided_with_a_reason_once_and_stands(client: Client, committee: Person) -> None:
    old, new = calibration(spread(seed=1)), calibration(spread(-0.3, seed=2), 2)
    address = f"{reverse('links:add')}?calibration={new.pk}&to={old.pk}"
    assert client.post(address, {"reason": "锚"}).status_code == 200 and not CalibrationLink.objects.exists()
    answer = client.post(address, {"reason": WHY})
    row = CalibrationLink.objects.get()
    assert answer["Location"] == reverse("links:detail", args=[row.pk])
    assert (row.by, row.reason, row.calibration, row.to) == (committee, WHY, new, old)
    entry = AuditEntry.objects.get(verb="calibrations.linked")
    assert entry.actor_uuid == committee.uuid and WHY in entry.purpose
    page = client.get(answer["Location"]).content.decode()
    assert WHY in page and f"{row.shift:+.2f}" in page and "i35<" in page
    listed = client.get(reverse("links:index")).content.decode()
    assert f"{row.shift:+.2f} ± {row.se:.2f}" in listed
    with pytest.raises(TypeError):
        row.save()
    again = client.post(address, {"reason": WHY})  # it is not offered any more
    assert again.status_code == 200 and CalibrationLink.objects.count() == 1


def test_that_the_command_line_and_the_page_make_the_same_link(client: Client, committee: Person) -> None:
    old, one = (calibration(spread(-0.2 * n, seed=n), n + 1) for n in range(2))
    client.post(f"{reverse('links:add')}?calibration={one.pk}&to={old.pk}", {"reason": WHY})
    by_page = CalibrationLink.objects.get()
    twin = calibration(spread(-0.2, seed=1), 1, source="file:twin.csv")
    by_command = link(calibration=twin, to=old, reason=WHY, now=NOW)
    assert (by_page.shift, by_page.se, by_page.anchors) == (by_command.shift, by_command.se, by_command.anchors)


def test_that_other_roles_and_deputies_reach_nothing(client: Client) -> None:
    row = link(calibration=calibration(spread(-0.3), 2), to=calibration(spread()), reason=WHY, now=NOW)
    for person in (make_trainer(), make_staff(Role.ORGANISER), make_staff(Role.CHAIR), make_person()):
        client.force_login(person)
        for name, args in (("index", []), ("add", []), ("detail", [row.pk])):
            assert client.get(reverse(f"links:{name}", args=args)).status_code in (302, 403)


def test_that_the_list_takes_the_same_queries_for_more_links(client: Client, committee: Person) -> None:
    counts, last = [], calibration(spread(seed=0))
    for number in range(1, 4):
        new = calibration(spread(seed=number), number + 1)
        link(calibration=new, to=last, reason=WHY, now=NOW)
        last = new
        client.get(reverse("links:index"))
        with CaptureQueriesContext(connection) as caught:
            client.get(reverse("links:index"))
        counts.append(len(caught))
    assert len(set(counts)) == 1
