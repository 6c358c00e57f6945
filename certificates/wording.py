"""The words and the layout of a design, and what may not stand there."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from lms.web.errors import BadInput

DESIGNS = Path(__file__).resolve().parent / "design"
LAYOUTS = (
    ("frame", pgettext_lazy("layout", "Double frame, centred")),
    ("band", pgettext_lazy("layout", "Red band, from the left")),
)
PLACES = ("programme", "hours", "level", "level_day", "term")
"""What may stand in braces in `lead` and `award`."""
MOST_SIGNATORIES = 3
_PLACE = re.compile(r"\{([^{}]*)\}")
_SEALS = ("电子签章", "电子印章", "电子公章", "签章有效")


@dataclass(frozen=True)
class Signatory:
    """Who stands under a certificate. Without a name there is a line to sign by hand."""

    office: str
    name: str = ""


@dataclass(frozen=True)
class Wording:
    """What a design says. `lead` stands above the programme's title, `award` below it."""

    layout: str
    heading: str
    lead: str
    award: str
    note: str = ""
    show_term: bool = True
    show_level: bool = True
    signatories: tuple[Signatory, ...] = field(default=())

    @classmethod
    def of(cls, content: dict[str, Any]) -> Wording:
        """From the JSON of a version."""
        signatories = tuple(Signatory(**one) for one in content.get("signatories", ()))
        return cls(**(content | {"signatories": signatories}))

    @classmethod
    def supplied(cls, kind: str) -> Wording:
        """The one that comes with the software for that kind of certificate."""
        return cls.of(json.loads((DESIGNS / f"{kind}.json").read_text(encoding="utf-8")))

    def content(self) -> dict[str, Any]:
        """As JSON keeps it."""
        content: dict[str, Any] = json.loads(json.dumps(asdict(self)))
        return content

    def check(self) -> None:
        """BadInput, in words, for what no certificate may carry."""
        texts = [self.heading, self.lead, self.award, self.note, *(f"{s.office}{s.name}" for s in self.signatories)]
        for text in texts:
            if seal := next((word for word in _SEALS if word in text), None):
                raise BadInput(_("“%(word)s” may not stand on a certificate: the file carries none.") % {"word": seal})
        for place in _PLACE.findall(self.lead + self.award):
            if place not in PLACES:
                raise BadInput(
                    _("There is no “{%(place)s}”. Possible are: %(places)s.")
                    % {"place": place, "places": "、".join(f"{{{one}}}" for one in PLACES)}
                )
        if len(self.signatories) > MOST_SIGNATORIES:
            raise BadInput(_("At most %(most)d signatories fit under a certificate.") % {"most": MOST_SIGNATORIES})
        if self.layout not in dict(LAYOUTS):
            raise BadInput(_("There is no such layout."))

    def filled(self, text: str, facts: dict[str, str]) -> str:
        """A text with each {place} replaced by its fact."""
        return _PLACE.sub(lambda found: facts.get(found[1], ""), text)
