"""One thing that is wrong with a simulation, and the checks that every part of it shares. Pure."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

ID = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


@dataclass(frozen=True)
class Fault:
    """`where` names the place as an author finds it, such as "screens.inbox.acts.open"; `what` fills the words."""

    code: str
    where: str
    what: str = ""


def maps(value: Any) -> list[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []


def twice(where: str, ids: Iterable[Any]) -> Iterator[Fault]:
    for id, times in Counter(map(str, ids)).items():
        if times > 1:
            yield Fault("twice", where, id)
        if not ID.fullmatch(id):
            yield Fault("id", where, id if id != "None" else "")


def unknown(where: str, data: Mapping[str, Any], known: set[str]) -> Iterator[Fault]:
    for name in sorted(map(str, data.keys() - known)):
        yield Fault("unknown", f"{where}.{name}", name)
