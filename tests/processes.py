"""Trees of processes: what a process started, and an end for all of it at one moment."""

import contextlib
import os
import signal
from pathlib import Path


def descendants(pid: int) -> list[int]:
    """The children of a process and theirs, from /proc, parents first."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = entry.read_text().rsplit(")", 1)[1].split()
            parents.setdefault(int(fields[1]), []).append(int(entry.parent.name))
    found: list[int] = []
    waiting = [pid]
    while waiting:
        children = parents.get(waiting.pop(0), [])
        found += children
        waiting += children
    return found


def kill_tree(pid: int) -> None:
    """`kill -9` to the process and all below it, at the same moment: a parent that still ran would replace a child that
    is killed first. Whoever started it waits for it."""
    doomed: list[int] = []
    while new := [one for one in [pid, *descendants(pid)] if one not in doomed]:
        doomed += new
        for one in new:
            send(one, signal.SIGSTOP)
    for one in doomed:
        send(one, signal.SIGKILL)


def send(pid: int, number: signal.Signals) -> None:
    """A signal to a process that may have ended meanwhile."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)
