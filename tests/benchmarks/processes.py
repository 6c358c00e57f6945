"""CPU-seconds of whole trees of processes, from /proc."""

import os
from pathlib import Path

from tests.processes import descendants

TICK = os.sysconf("SC_CLK_TCK")


def cpu_seconds(root: int) -> float:
    """What the process, those below it that run, and those that it has seen end have used until now, in user and
    kernel."""
    return sum(_ticks(pid) for pid in [root, *descendants(root)]) / TICK


def _ticks(pid: int) -> int:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return 0
    return sum(int(field) for field in fields[11:15])  # utime, stime, and both of the children that were waited for
