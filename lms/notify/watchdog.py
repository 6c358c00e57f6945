"""Keeps the queue's workers alive.

A worker that is killed while idle takes the queue's read lock with it and the whole cluster stands still for good
(django-q2 issue 23, measured). So the cluster runs as a child: it is replaced when it dies, and when work has been due
while nothing moved for longer than a task may take and be tried again.
"""

import logging
import os
import signal
import subprocess
import sys
import threading
from datetime import datetime, timedelta
from types import FrameType

from django.conf import settings
from django.db import close_old_connections
from django.utils import timezone

from lms.notify.selectors import queue

logger = logging.getLogger(__name__)


class Watchdog:
    """One cluster under supervision. `look_every` is in seconds; `patience` is how long due work may lie still."""

    def __init__(self, *, look_every: float = 5, patience: timedelta | None = None) -> None:
        self.look_every = look_every
        self.patience = patience or timedelta(seconds=settings.QUEUE_TIMEOUT + int(str(settings.Q_CLUSTER["retry"])))
        self.stopping = threading.Event()
        self.child: subprocess.Popen[bytes] | None = None
        self.since: datetime = timezone.now()
        self.restarts = 0

    def run(self) -> None:
        """Until SIGTERM or SIGINT; then the running task may finish."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        self._start()
        try:
            while not self.stopping.wait(self.look_every):
                self._look()
        finally:
            self._end(gently=True)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping.set()

    def _start(self) -> None:
        command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "qcluster"]
        environment = os.environ | {"DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"]}
        self.child = subprocess.Popen(command, env=environment, start_new_session=True)  # noqa: S603 - our own command
        self.since = timezone.now()

    def _look(self) -> None:
        if self.child is None or self.child.poll() is not None:
            logger.warning("the workers ended by themselves: starting them again")
            self._replace()
            return
        now = timezone.now()
        close_old_connections()
        try:
            stuck = queue.health(now=now).stuck(now=now, since=self.since, patience=self.patience)
        except Exception:
            logger.exception("the database did not answer the watchdog")
            return
        if stuck:
            logger.warning("work has been due and nothing moved for %s: replacing the workers", self.patience)
            self._replace()

    def _replace(self) -> None:
        self._end(gently=False)
        self.restarts += 1
        self._start()

    def _end(self, *, gently: bool) -> None:
        """Stop the cluster with all its workers; gently means that a running task may come to its end first."""
        if self.child is None:
            return
        if gently and self.child.poll() is None:
            self.child.terminate()
            try:
                self.child.wait(timeout=settings.QUEUE_TIMEOUT + 10)
            except subprocess.TimeoutExpired:
                logger.warning("the workers did not stop in time")
        try:
            os.killpg(self.child.pid, signal.SIGKILL)
        except ProcessLookupError:
            logger.debug("the workers are gone already")
        self.child.wait()
