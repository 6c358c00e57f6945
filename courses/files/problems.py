"""What is wrong with a file, told with the place where to mend it."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from lms.web.errors import BadInput

SHOWN = 30


@dataclass(frozen=True)
class Problem:
    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        return _("%(file)s, line %(line)d: %(reason)s") % {"file": self.file, "line": self.line, "reason": self.reason}


@dataclass
class Problems:
    """Collected while reading, so that one run names them all."""

    found: list[Problem] = field(default_factory=list)

    def add(self, file: str, line: int, reason: str) -> None:
        self.found.append(Problem(file, line, reason))

    def refuse(self) -> None:
        """BadInput that lists the problems; nothing when there are none."""
        if not self.found:
            return
        lines = [str(problem) for problem in sorted(self.found, key=lambda one: (one.file, one.line))]
        if len(lines) > SHOWN:
            lines[SHOWN:] = [_("and %(count)d more.") % {"count": len(lines) - SHOWN}]
        heading = _("Nothing was loaded. Please mend:")
        raise BadInput("\n".join([heading, *lines]))
