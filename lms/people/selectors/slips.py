"""What the page of account slips shows: the deputies of a unit, and who has signed in already."""

from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from lms.people.models import OrganisingUnit, Person, SignInSlip
from lms.people.services import slips


def deputies(unit: OrganisingUnit, *, everybody: bool = False, word: str = "", now: datetime) -> QuerySet[Person]:
    """Deputies of the unit by name, those without a password alone unless `everybody`; each with `has_slip`, whether a
    slip of theirs is waiting to be used."""
    found = slips.looked_after(unit, day=now) if everybody else slips.waiting(unit, day=now)
    if word:
        found = found.filter(name__contains=word)
    open_slip = SignInSlip.objects.filter(person=OuterRef("pk"), used_at=None, replaced_at=None, expires_at__gt=now)
    return found.annotate(has_slip=Exists(open_slip))
