"""Several callers at the same moment, each with a database connection of its own."""

import threading
from collections.abc import Callable, Sequence
from time import sleep
from typing import Any

from django.db import OperationalError, connection
from django.db.backends.base.base import BaseDatabaseWrapper


def race(calls: Sequence[Callable[[], Any]]) -> list[Any]:
    """What each call returned or raised, in the order of the calls. Like a browser, a call tries again when the
    database is locked (SQLite in memory says so at once)."""
    results: list[Any] = [None] * len(calls)
    gate = threading.Barrier(len(calls))

    def run(place: int, call: Callable[[], Any]) -> None:
        gate.wait()
        for _ in range(400):
            try:
                results[place] = call()
                break
            except OperationalError as locked:
                results[place] = locked
                sleep(0.01)
            except Exception as error:
                results[place] = error
                break
        BaseDatabaseWrapper.close(connection)

    threads = [threading.Thread(target=run, args=(place, call)) for place, call in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results
