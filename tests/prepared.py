"""The migrated database, made once for whatever begins with one: each process of the suite, the sites of the browser
tests and of the faults. Migrating takes half a minute, copying a moment.

`python -m tests.prepared sqlite postgres` makes both kinds side by side. They stay in VAR_ROOT until a migration or a package changes.
"""

import contextlib
import fcntl
import hashlib
import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
from psycopg.conninfo import make_conninfo

from tests.postgres import PROGRAMS, Postgres

ROOT = Path(__file__).resolve().parents[1]
FOLDER = Path(os.environ.get("VAR_ROOT", ROOT / "var")) / "prepared"
MIGRATE = """
import functools, gc
gc.set_threshold(200_000, 50, 50)  # as ./dev run migrates: see there
import django
from django.apps import apps
django.setup()
apps.get_swappable_settings_name = functools.cache(apps.get_swappable_settings_name)
from django.core.management import call_command
call_command("migrate", verbosity=0)
"""


def state() -> str:
    """A name for what the migrations, ours and those of the packages, make together."""
    found = hashlib.sha256((ROOT / "uv.lock").read_bytes())
    for path in sorted([*ROOT.glob("*/migrations/*.py"), *ROOT.glob("lms/*/migrations/*.py")]):
        found.update(path.relative_to(ROOT).as_posix().encode() + path.read_bytes())
    return found.hexdigest()[:16]


def sqlite() -> Path:
    """The database as a file, to be copied."""
    return _made("sqlite3", _migrate_sqlite)


def postgres() -> Path:
    """The database as a script for psql."""
    return _made("sql", _migrate_postgres)


def copy_into_memory(name: str) -> sqlite3.Connection:
    """Fills SQLite's shared database in memory of that name, which lives until what is returned is closed."""
    base = sqlite3.connect(name, uri=True)
    with contextlib.closing(sqlite3.connect(sqlite())) as source:
        source.backup(base)
    return base


def restore(conninfo: str) -> None:
    """Fills an empty PostgreSQL database."""
    run: list[str | Path] = [
        PROGRAMS / "psql",
        "--quiet",
        "--set=ON_ERROR_STOP=1",
        "--output=/dev/null",
        "--dbname",
        conninfo,
    ]
    subprocess.run([*run, "--file", postgres()], check=True)


def template(server: str) -> str:
    """The name of a database on that server to be a TEMPLATE of others; made when first asked for."""
    name = f"prepared_{state()}"
    with _alone("template"), psycopg.connect(server, autocommit=True) as base:
        if not base.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchall():
            base.execute(f"DROP DATABASE IF EXISTS {name}_part")  # of a run that was stopped
            base.execute(f"CREATE DATABASE {name}_part TEMPLATE template0")
            restore(make_conninfo(server, dbname=f"{name}_part"))
            base.execute(f"ALTER DATABASE {name}_part RENAME TO {name}")
    return name


def _made(suffix: str, make: Callable[[Path], None]) -> Path:
    path = FOLDER / f"{state()}.{suffix}"
    with _alone(suffix):
        if not path.exists():
            for old in FOLDER.glob(f"*.{suffix}"):
                old.unlink()
            with tempfile.TemporaryDirectory(dir=FOLDER) as scratch:
                part = Path(scratch) / path.name
                make(part)
                part.rename(path)
    return path


@contextlib.contextmanager
def _alone(what: str) -> Iterator[None]:
    """One process at a time: the others wait and find it done."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / f"{what}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _migrate_sqlite(path: Path) -> None:
    _migrate(f"sqlite:///{path}", path.parent)


def _migrate_postgres(path: Path) -> None:
    server = Postgres()
    try:
        server.start()
        _migrate(server.url, path.parent)
        dump: list[str | Path] = [PROGRAMS / "pg_dump", "--no-owner", "--file", path, "--dbname", server.url]
        subprocess.run(dump, check=True)
    finally:
        server.remove()


def _migrate(url: str, scratch: Path) -> None:
    env = os.environ | {
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "lms.settings.test",
        "VAR_ROOT": str(scratch),
        "TMPDIR": str(scratch),
    }
    subprocess.run([sys.executable, "-c", MIGRATE], cwd=ROOT, env=env, check=True)


if __name__ == "__main__":
    makers = {"sqlite": sqlite, "postgres": postgres}
    with ThreadPoolExecutor() as threads:
        list(threads.map(lambda kind: makers[kind](), sys.argv[1:]))
