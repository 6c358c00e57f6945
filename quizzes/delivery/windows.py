"""From when to when a person may sit, and when a sitting ends: the rules, widened by what was granted. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from quizzes.delivery.policy import moment


@dataclass(frozen=True)
class Extra:
    """What a person was granted beyond the rules of a quiz: minutes and attempts in all, the earliest opening and the
    latest end."""

    minutes: int = 0
    attempts: int = 0
    opens_at: datetime | None = None
    closes_at: datetime | None = None


@dataclass(frozen=True)
class Window:
    """None is no limit on that side."""

    opens_at: datetime | None
    closes_at: datetime | None

    def is_before(self, now: datetime) -> bool:
        return self.opens_at is not None and now < self.opens_at

    def is_over(self, now: datetime) -> bool:
        return self.closes_at is not None and now >= self.closes_at


def window_of(policy: Mapping[str, Any], extra: Extra) -> Window:
    """An extension widens the window on the side that it names; it never narrows it, nor makes one."""
    opens, closes = moment(policy.get("opens_at")), moment(policy.get("closes_at"))
    return Window(
        opens_at=min(opens, extra.opens_at) if opens and extra.opens_at else opens,
        closes_at=max(closes, extra.closes_at) if closes and extra.closes_at else closes,
    )


def deadline_of(*, begun: datetime, minutes: int | None, window: Window) -> datetime | None:
    """The end of the time or of the window, whichever comes first; None where there is neither."""
    ends = [window.closes_at] if window.closes_at else []
    if minutes:
        ends.append(begun + timedelta(minutes=minutes))
    return min(ends, default=None)
