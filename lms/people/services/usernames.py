"""User names: short, easy to type on a phone, and never the telephone number."""

import random
import re
import secrets
import unicodedata

from django.utils.translation import gettext as _

from lms.people.models import Person
from lms.people.names import initials
from lms.web.errors import Refusal

ALLOWED = re.compile(r"[a-z][a-z0-9._-]{2,31}")
DIGITS = "23456789"


def normalise(typed: str) -> str:
    """What was typed as a user name, as it is kept: small letters, half-width, no blanks around."""
    return unicodedata.normalize("NFKC", typed).strip().lower()


def checked(typed: str) -> str:
    """The user name as it is kept. Refusal where it has another shape or is taken."""
    name = normalise(typed)
    if not ALLOWED.fullmatch(name):
        raise Refusal(
            _("A user name has 3 to 32 small letters, digits, dots or hyphens and begins with a letter: %(name)s")
            % {"name": typed}
        )
    if Person.objects.filter(username=name).exists():
        raise Refusal(_("The user name %(name)s is taken. Choose another one.") % {"name": name})
    return name


def for_names(names: list[str], *, rng: random.Random | None = None) -> list[str]:
    """A free user name for each name, such as "wxl4827" for 王秀兰; one or two queries, however many names."""
    rng = rng or secrets.SystemRandom()
    made = [""] * len(names)
    drawn: set[str] = set()
    while open_places := [place for place, username in enumerate(made) if not username]:
        wanted = {_draw(names[place], rng, drawn): place for place in open_places}
        taken = set(Person.objects.filter(username__in=list(wanted)).values_list("username", flat=True))
        for username, place in wanted.items():
            if username not in taken:
                made[place] = username
    return made


def _draw(name: str, rng: random.Random, drawn: set[str]) -> str:
    """One that was not drawn before; a digit more each time that it was."""
    letters, length = initials(name), 4
    while (username := letters + "".join(rng.choices(DIGITS, k=length))) in drawn:
        length = min(length + 1, 8)
    drawn.add(username)
    return username
