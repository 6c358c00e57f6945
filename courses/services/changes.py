"""What a loading did, thing by thing."""

from collections import Counter
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

CREATED, CHANGED, SAME, KEPT, RETIRED = "created", "changed", "same", "kept", "retired"


@dataclass
class Changes:
    """`kept` are things that somebody has edited on the site since they were loaded; files don't overwrite them."""

    rows: list[tuple[str, str]] = field(default_factory=list)

    def note(self, state: str, thing: str) -> None:
        self.rows.append((state, thing))

    @property
    def counts(self) -> Counter[str]:
        return Counter(state for state, _thing in self.rows)

    def lines(self) -> list[str]:
        """One line for each thing that was not the same."""
        words = {
            CREATED: pgettext("loading", "created"),
            CHANGED: pgettext("loading", "changed"),
            KEPT: pgettext("loading", "left as edited on the site"),
            RETIRED: pgettext("loading", "withdrawn"),
        }
        return [f"{words[state]}  {thing}" for state, thing in self.rows if state != SAME]

    def summary(self) -> str:
        counts = self.counts
        return _(
            "%(created)d created, %(changed)d changed, %(same)d the same, %(kept)d left as edited on the site, "
            "%(retired)d withdrawn."
        ) % {state: counts[state] for state in (CREATED, CHANGED, SAME, KEPT, RETIRED)}
