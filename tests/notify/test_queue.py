from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django_q.models import OrmQ, Schedule, Task

from lms.notify.models import Canary
from lms.notify.selectors import queue
from lms.notify.services import canary, schedules

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
PATIENCE = timedelta(minutes=5)


def test_retry_outlasts_every_prefetched_task() -> None:
    q = settings.Q_CLUSTER
    assert q["orm"] == "default"
    assert q["retry"] > q["timeout"] * (q["queue_limit"] / q["workers"] + 2)
    assert q["max_attempts"] == 3
    assert not q["ack_failures"]


@pytest.mark.parametrize(
    ("due", "silent", "expected"),
    [(1, timedelta(minutes=6), True), (0, timedelta(minutes=6), False), (1, timedelta(minutes=4), False)],
)
def test_workers_are_stuck_only_when_work_is_due_and_nothing_moved(due: int, silent: timedelta, expected: bool) -> None:
    health = queue.QueueHealth(due=due, moved_at=NOW - silent)
    assert health.stuck(now=NOW, since=NOW - timedelta(hours=1), patience=PATIENCE) is expected


def test_workers_just_started_are_given_their_time() -> None:
    health = queue.QueueHealth(due=3, moved_at=NOW - timedelta(days=2))
    assert not health.stuck(now=NOW, since=NOW - timedelta(minutes=1), patience=PATIENCE)


def test_health_counts_due_rows_and_hears_the_canary() -> None:
    OrmQ.objects.create(key="xuetang", payload="x", lock=NOW - timedelta(seconds=1))
    OrmQ.objects.create(key="xuetang", payload="y", lock=NOW + timedelta(seconds=100))
    canary.sing(now=NOW)
    assert queue.health(now=NOW) == queue.QueueHealth(due=1, moved_at=NOW)


def test_workers_that_finish_one_task_after_the_other_are_not_stuck_before_a_canary_that_waits_its_turn() -> None:
    canary.sing(now=NOW - timedelta(minutes=9))
    OrmQ.objects.create(key="xuetang", payload="x", lock=NOW - timedelta(seconds=1))
    Task.objects.create(id="1", name="t", func="f", started=NOW, stopped=NOW, success=True)
    assert queue.health(now=NOW) == queue.QueueHealth(due=1, moved_at=NOW)


def test_readyz_names_the_queue_until_a_worker_runs_and_when_it_falls_silent(client: Client) -> None:
    assert client.get("/readyz").json()["queue"] == "no worker has run yet"
    canary.sing()
    assert client.get("/readyz").json() == {"status": "ok", "database": "ok", "storage": "ok", "queue": "ok"}
    Canary.objects.update(sung_at=NOW - timedelta(days=9))
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["status"]) == (503, "unready")


def test_schedules_follow_the_settings(settings: object) -> None:
    sing = "lms.notify.services.canary.sing"
    settings.SWEEPS = {"a": (sing, 1), "b": (sing, 5)}  # type: ignore[attr-defined]
    assert schedules.sync() == (2, 0)
    first_run = Schedule.objects.get(name="sweep:a").next_run
    settings.SWEEPS = {"a": (sing, 2)}  # type: ignore[attr-defined]
    assert schedules.sync() == (1, 1)
    kept = Schedule.objects.get(name__startswith="sweep:")
    assert (kept.minutes, kept.next_run) == (2, first_run)


def test_every_sweep_of_the_settings_can_be_scheduled(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("sync_schedules")
    assert capsys.readouterr().out == f"定时任务：在用 {len(settings.SWEEPS)} 项，移除 0 项\n"
