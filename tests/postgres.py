"""A throw-away PostgreSQL 15 that writes to the disk as in production, so that it can be killed and measured."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

import psycopg

from tests.processes import kill_tree

PROGRAMS = Path("/usr/lib/postgresql/15/bin")
SETTINGS = ("-c", "max_connections=100", "-c", "recovery_init_sync_method=syncfs")
"""After a crash the disk is synced once instead of file by file, which takes ten seconds on a slow one."""


class Postgres:
    """One server in a folder of its own, reached by a socket there. Root hands it to the account `postgres`."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="xuetang-pg.", dir="/tmp"))
        self.account: dict[str, Any] = {}
        if os.getuid() == 0:
            owner = pwd.getpwnam("postgres")
            os.chown(self.folder, owner.pw_uid, owner.pw_gid)
            self.account = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}
        self.url = f"postgres://postgres@{str(self.folder).replace('/', '%2F')}/postgres"
        self.process: subprocess.Popen[bytes] | None = None
        initdb = ("initdb", "--encoding=UTF8", "--locale=C.UTF-8", "--username=postgres", "--auth=trust", "-D")
        done = subprocess.run(
            [PROGRAMS / initdb[0], *initdb[1:], self.folder / "data"], cwd="/", capture_output=True, **self.account
        )
        assert done.returncode == 0, done.stderr.decode()

    def start(self) -> None:
        """Returns once it takes connections, after a crash once it has recovered. What a killed server left behind
        holds its memory for a moment and keeps the next one from starting: that is waited for."""
        end = time.monotonic() + 60
        while True:
            if self.process is None or self.process.poll() is not None:
                self._run()
            try:
                self.rows("SELECT 1")
            except psycopg.OperationalError:
                if time.monotonic() > end:
                    raise AssertionError((self.folder / "log").read_text()[-3000:]) from None
                time.sleep(0.05)
            else:
                return

    def _run(self) -> None:
        options = ("-c", "listen_addresses=", "-k", str(self.folder), *SETTINGS)
        command: list[str | Path] = [PROGRAMS / "postgres", "-D", self.folder / "data", *options]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                command, cwd="/", stdout=log, stderr=log, start_new_session=True, **self.account
            )

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    def rows(self, sql: str, *values: Any) -> list[Any]:
        named = {"host": str(self.folder), "user": "postgres", "dbname": "postgres", "connect_timeout": 10}
        with psycopg.connect(**named, autocommit=True) as base:
            return base.execute(sql, values or None).fetchall()

    def backends(self) -> list[int]:
        """The processes that serve the site's connections."""
        found = self.rows(
            "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
        )
        return [pid for (pid,) in found]

    def kill(self, *, all_of_it: bool) -> None:
        """`kill -9` to the postmaster, or to it and all its processes at the same moment; what it leaves behind ends by
        itself."""
        assert self.process is not None
        if all_of_it:
            kill_tree(self.process.pid)
        else:
            self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def remove(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGQUIT)
            self.process.wait(timeout=30)
        shutil.rmtree(self.folder, ignore_errors=True)
