"""A throw-away site of the suite: its own folder and database, web server and worker as `./dev run` starts them.

Nothing of it runs in the process of the tests, so that it can be killed like a real one.
"""

import contextlib
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tests import prepared
from tests.postgres import Postgres
from tests.processes import kill_tree

ROOT = Path(__file__).resolve().parents[2]
FOREIGN = ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "PHONE_INDEX_KEY", "PHONE_CIPHER_KEY", "SIGNING_KEY", "DEBUG")
PREPARE = """
from pathlib import Path
from django.core.management import call_command
for command in (["migrate", "-v", "0"], ["sync_roles"], ["load_framework"], ["load_programme", "courses/starter"],
                ["sync_schedules"], ["make_signing_key"], ["load_demo"]):
    call_command(*command)
"""


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def until(wanted: Callable[[], Any], *, seconds: float, what: str) -> Any:
    """The first true answer of `wanted`; an AssertionError that names `what` when the time is over."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if answer := wanted():
            return answer
        time.sleep(0.1)
    raise AssertionError(f"waited {seconds} s in vain: {what}")


class Site:
    """One installation in `folder`, on SQLite or on the PostgreSQL that is given. `more` are further settings from the
    environment."""

    def __init__(self, folder: Path, *, postgres: Postgres | None = None, **more: str) -> None:
        self.folder = folder
        self.postgres = postgres
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.database = folder / "db.sqlite3"
        own = {"VAR_ROOT": str(folder), "DJANGO_SETTINGS_MODULE": "lms.settings.development", "BASE_URL": self.url}
        kept = {name: value for name, value in os.environ.items() if name not in FOREIGN}
        self.env = kept | own | {"LOG_LEVEL": "WARNING", "PYTHONUNBUFFERED": "1"} | more
        if postgres:
            self.env["DATABASE_URL"] = postgres.url
        self.log = folder / "log.txt"
        self.running: dict[str, subprocess.Popen[bytes]] = {}

    def begin(self) -> None:
        """An empty database as the migrations make it."""
        if self.postgres:
            prepared.restore(self.postgres.url)
        else:
            shutil.copy(prepared.sqlite(), self.database)

    def prepare(self) -> None:
        self.begin()
        self.python(PREPARE)

    def python(self, code: str) -> str:
        """What the code prints, run in a process of its own with the site's settings."""
        whole = f"import django\ndjango.setup()\n{code}"
        done = subprocess.run(
            [sys.executable, "-c", whole], cwd=ROOT, env=self.env, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
        return done.stdout.strip()

    def manage(self, *words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "manage.py", *words]
        return subprocess.run(command, cwd=ROOT, env=self.env, capture_output=True, text=True, check=False)

    def rows(self, sql: str, *values: Any) -> list[Any]:
        """Read from the site's database beside the running site; a value's place in the text is `?`."""
        if self.postgres:
            return self.postgres.rows(sql.replace("?", "%s"), *values)
        with contextlib.closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True, timeout=20)) as base:
            return base.execute(sql, values).fetchall()

    def value(self, sql: str, *values: Any) -> Any:
        return self.rows(sql, *values)[0][0]

    def start(self, name: str, *command: str) -> None:
        with self.log.open("ab") as log:
            self.running[name] = subprocess.Popen(
                [sys.executable, *command], cwd=ROOT, env=self.env, stdout=log, stderr=log, start_new_session=True
            )

    def start_web(self, *, wait: bool = True) -> None:
        bind = f"127.0.0.1:{self.port}"
        gunicorn = ("-m", "gunicorn", "lms.wsgi", "--preload", "--bind", bind, "--workers", "2", "--threads", "4")
        self.start("web", *gunicorn, "--timeout", "60", "--log-level", "warning")
        if wait:
            until(self.answers, seconds=90, what="the site answers")

    def start_worker(self, *words: str) -> None:
        self.start("worker", "manage.py", "run_worker", *words)

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=2) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def kill(self, name: str) -> None:
        """`kill -9` to the process, its children and the cluster that it supervises, all at the same moment."""
        child = self.running.pop(name)
        kill_tree(child.pid)
        child.wait()

    def stop(self) -> None:
        for name in list(self.running):
            self.kill(name)


@contextlib.contextmanager
def serving(site: Site) -> Iterator[Site]:
    try:
        yield site
    finally:
        site.stop()
