from uuid import uuid4

import pytest
from django.test import Client

from lms.notify.models import Job
from lms.notify.services import jobs
from tests.people.builders import make_person

pytestmark = pytest.mark.django_db


def test_a_job_is_shown_to_whoever_asked_for_it_and_to_nobody_else(client: Client) -> None:
    me, other = make_person(name="王秀兰"), make_person(name="周慧琴")
    job = jobs.enqueue(func="tests.notify.work.note", key="k", kwargs={"next": "/reports/"}, by_uuid=me.uuid)
    address = f"/jobs/{job.uuid}/"
    assert client.get(address).status_code == 302
    client.force_login(other)
    assert client.get(address).status_code == 404
    client.force_login(me)
    waiting = client.get(address).content.decode()
    assert 'http-equiv="refresh"' in waiting
    assert "正在排队" in waiting
    Job.objects.update(state=Job.State.DONE, message="已制作 3 份")
    finished = client.get(address).content.decode()
    assert 'http-equiv="refresh"' not in finished
    assert 'href="/reports/"' in finished
    assert client.get(f"/jobs/{uuid4()}/").status_code == 404
