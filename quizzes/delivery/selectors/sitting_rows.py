"""The sittings that showed a version, in the shape that the item analysis takes."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Max

from quizzes.delivery.models import Attempt, Outcome, Response, Score
from quizzes.scoring import is_skipped

MOST = 2000
"""The newest sittings of a version that are looked at: more would not move a figure."""
TIMED = 300
"""Of how many of them the times are read: those need every answer of the sitting."""
AT_ONCE = 1.0
"""Answers that come within a second of each other were sent together, by a form without a script or after a time
offline: when each was given is not known."""


@dataclass(frozen=True)
class Sitting:
    """One person's first sitting with the item. `payload` is None without an answer in time; `points` is 0 then."""

    attempt: int
    total: float
    highest: float
    points: float
    payload: dict[str, Any] | None

    @property
    def answered(self) -> bool:
        return self.payload is not None and not is_skipped(self.payload)


def of_version(version_id: int) -> list[Sitting]:
    """The first finished, unassisted sitting of each person that showed the version, newest first, MOST at most. Items
    at the end that nobody came to before the time was over are left out, as are sittings without any answer. Three
    queries."""
    rows = list(_shown(version_id))
    scores = {
        score["response__presented"]: score
        for score in Score.objects.filter(
            superseded_by=None, response__presented__version=version_id, response__late=False
        ).values("response__presented", "points", "response__payload")
    }
    reached = dict(
        Response.objects.filter(attempt__in=[row["attempt"] for row in rows], late=False)
        .values_list("attempt")
        .annotate(last=Max("presented__position"))
    )
    found: dict[int, Sitting] = {}
    for row in rows:
        score = scores.get(row["presented"])
        last = reached.get(row["attempt"])
        not_reached = row["attempt__state"] == Attempt.State.CLOSED and row["position"] > (last or 0)
        if last is None or (score is None and not_reached):
            continue
        found[row["attempt__person"]] = Sitting(
            attempt=row["attempt"],
            total=row["points"],
            highest=row["max_points"],
            points=score["points"] if score else 0.0,
            payload=score["response__payload"] if score else None,
        )
    return list(found.values())


def _shown(version_id: int) -> Any:
    """Newest first, so that the first sitting of a person is the one that is kept last."""
    results = Outcome.objects.filter(
        superseded_by=None, attempt__presented__version=version_id, attempt__assisted_by=""
    ).exclude(attempt__state=Attempt.State.OPEN)
    return results.order_by("-attempt__started_at", "-attempt").values(
        "points", "max_points", "attempt", "attempt__person", "attempt__state",
        presented=F("attempt__presented__pk"), position=F("attempt__presented__position"),
    )[:MOST]  # fmt: skip


def seconds(version_id: int, attempt_ids: Collection[int]) -> list[float]:
    """For each sitting in which it is known: the seconds spent on the item, over all its answers. An answer took from
    the event before it in the sitting, its start or another answer, to its own arrival. Paper sittings have no times.
    One query."""
    wanted = sorted(attempt_ids)[-TIMED:]
    events = (
        Response.objects.filter(attempt__in=wanted)
        .exclude(attempt__mode=Attempt.Mode.PAPER)
        .order_by("attempt", "seq")
        .values_list("attempt", "attempt__started_at", "presented__version", "received_at")
    )
    before: dict[int, Any] = {}
    spent: defaultdict[int, float] = defaultdict(float)
    unknown: set[int] = set()
    for attempt, started, version, at in events:
        took = (at - before.get(attempt, started)).total_seconds()
        before[attempt] = at
        if version != version_id:
            continue
        if took < AT_ONCE:
            unknown.add(attempt)
        spent[attempt] += max(took, 0.0)
    return [value for attempt, value in spent.items() if attempt not in unknown]
