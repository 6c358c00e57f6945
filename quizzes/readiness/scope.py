"""Over which competences a grade ranges."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Scope:
    """What a programme covers, and which of that is core for the deputies of a level of congress ("district",
    "township"). Built by courses; `key` names it in every grade ("programme:starter")."""

    key: str
    covered: tuple[str, ...]
    core: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def core_for(self, level: str) -> frozenset[str]:
        return self.core.get(level, frozenset()) & frozenset(self.covered)
