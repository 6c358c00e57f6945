"""What the room of the reports does when a round closes, handed in by its `AppConfig.ready()`."""

from collections.abc import Callable
from datetime import datetime

from courses.models import NeedsRound

After = Callable[[NeedsRound, datetime], None]
_after: list[After] = []


def after_closing(function: After) -> None:
    """`function(round, now)` is called in the transaction that closes the round."""
    _after.append(function)


def closed(asked: NeedsRound, now: datetime) -> None:
    for function in _after:
        function(asked, now)
