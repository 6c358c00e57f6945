"""What scoring sittings anew would do to the points of the ledger."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lms.points.models import LedgerEntry
from quizzes.delivery.consequences import Change, Consequence
from quizzes.delivery.models import Quiz


def points_after(changes: Sequence[Change]) -> list[Consequence]:
    """How many people get points that they have not had; what was given is never taken back. Two queries."""
    passed = [change for change in changes if change.newly_passed and change.purpose == Quiz.Purpose.MODULE]
    lost = [change for change in changes if change.no_longer_passed and change.purpose == Quiz.Purpose.MODULE]
    slugs = dict(Quiz.objects.filter(pk__in={change.quiz for change in passed}).values_list("pk", "slug"))
    wanted = {(change.person, f"quiz:{slugs[change.quiz]}") for change in passed}
    had = LedgerEntry.objects.filter(
        person__in={person for person, _key in wanted}, key__in={key for _person, key in wanted}
    )
    new = wanted - set(had.values_list("person_id", "key"))
    found = []
    if new:
        text = ngettext(
            "%(n)d person gets the points for a passed assessment.",
            "%(n)d people get the points for a passed assessment.",
            len(new),
        ) % {"n": len(new)}
        found.append(Consequence(title=_("Points"), text=text, count=len(new)))
    if lost:
        people = len({change.person for change in lost})
        text = _("Points that were given stay: the fault was not the deputies'.")
        found.append(Consequence(title=_("Points"), text=text, count=people, kept=True))
    return found
