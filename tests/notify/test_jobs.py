from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction
from django.utils import timezone
from django_q.models import OrmQ

from lms.notify.models import Job, Notice
from lms.notify.services import jobs
from tests.notify import work

pytestmark = pytest.mark.django_db
WORK = "tests.notify.work"


@pytest.fixture(autouse=True)
def nothing_done() -> None:
    work.done.clear()


def ask(func: str, key: str = "once", **kwargs: object) -> Job:
    return jobs.enqueue(func=f"{WORK}.{func}", key=key, kwargs=kwargs, by_uuid=uuid4())


def after(job: Job) -> Job:
    job.refresh_from_db()
    return job


def test_the_same_key_asks_once() -> None:
    assert ask("note", word="一") == ask("note", word="二")
    assert OrmQ.objects.count() == 1


def test_the_task_vanishes_with_the_transaction() -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        ask("note", word="一")
        raise RuntimeError
    assert (OrmQ.objects.count(), Job.objects.count()) == (0, 0)


def test_the_queue_carries_nothing_but_the_uuid() -> None:
    job = ask("note", word="一")
    task = OrmQ.objects.get().task
    assert (task["func"], task["args"]) == ("lms.notify.services.jobs.run", (str(job.uuid),))


def test_a_job_runs_once_though_delivered_twice() -> None:
    job = ask("note", word="一")
    jobs.run(str(job.uuid))
    jobs.run(str(job.uuid))
    assert work.done == ["一"]
    assert (after(job).state, job.starts) == (Job.State.DONE, 1)


def test_a_job_at_which_a_worker_is_is_left_to_it() -> None:
    job = ask("note", word="一")
    Job.objects.update(state=Job.State.RUNNING, starts=1, last_beat=timezone.now())
    jobs.run(str(job.uuid))
    assert work.done == []


def test_a_job_whose_worker_fell_silent_is_taken_over() -> None:
    job = ask("note", word="一")
    Job.objects.update(state=Job.State.RUNNING, starts=1, last_beat=timezone.now() - timedelta(minutes=10))
    jobs.run(str(job.uuid))
    assert (work.done, after(job).starts) == (["一"], 2)


def test_a_poisonous_job_is_given_up_after_three_dead_workers() -> None:
    job = ask("note", word="一")
    Job.objects.update(state=Job.State.RUNNING, starts=3, last_beat=timezone.now() - timedelta(minutes=10))
    jobs.run(str(job.uuid))
    assert (work.done, after(job).state) == ([], Job.State.GIVEN_UP)
    assert Notice.objects.filter(to_uuid=job.created_by_uuid, kind="job").count() == 1


def test_an_error_is_tried_again_and_given_up_at_the_third_start() -> None:
    job = ask("fail")
    for _ in range(2):
        with pytest.raises(ValueError, match="secret"):
            jobs.run(str(job.uuid))
        assert after(job).state == Job.State.QUEUED
    jobs.run(str(job.uuid))
    assert (after(job).state, job.starts, job.message) == (Job.State.GIVEN_UP, 3, "ValueError")


def test_a_refusal_ends_the_job_and_tells_the_asker_why() -> None:
    job = ask("refuse")
    jobs.run(str(job.uuid))
    assert (after(job).state, job.message) == (Job.State.FAILED, "名册缺少姓名一列。")
    assert Notice.objects.get(to_uuid=job.created_by_uuid).text == "名册缺少姓名一列。"


def test_long_work_goes_on_in_chunks_each_with_its_own_starts() -> None:
    job = ask("in_chunks", start=0, end=3)
    for _ in range(3):
        jobs.run(str(job.uuid))
    assert work.done == ["0", "1", "2"]
    assert (after(job).state, job.starts, job.done, job.percent) == (Job.State.DONE, 1, 3, 100)
    assert OrmQ.objects.count() == 3


def test_the_sweep_offers_a_forgotten_job_once_per_round() -> None:
    job = ask("note", word="一")
    OrmQ.objects.all().delete()
    assert jobs.sweep_forgotten() == 0
    later = timezone.now() + timedelta(minutes=20)
    assert jobs.sweep_forgotten(now=later) == 1
    assert jobs.sweep_forgotten(now=later) == 0
    jobs.run(str(job.uuid), now=later)
    assert jobs.sweep_forgotten(now=later + timedelta(days=1)) == 0
