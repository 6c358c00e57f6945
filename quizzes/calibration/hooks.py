"""Where the rooms above say that they measure by a calibration."""

from collections.abc import Callable

from quizzes.calibration.models import Calibration

User = Callable[[Calibration], bool]
_users: dict[str, User] = {}


def register(room: str, user: User) -> None:
    """`user(calibration)` says whether what the room reckons anew at any time would change with a link of it.
    Registering again replaces."""
    _users[room] = user


def in_use(calibration: Calibration) -> bool:
    return any(user(calibration) for user in _users.values())
