"""Which certificates rest on results that would no longer reach the threshold."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from certificates.models import Certificate, Kind
from courses.models import ProgrammeModule
from courses.selectors.regraded import without_another
from quizzes.delivery.consequences import Change, Consequence

LISTED = 50


def certificates_after(changes: Sequence[Change]) -> list[Consequence]:
    """The certificates in force of programmes with a module whose only results that reached the threshold no longer do.
    None is withdrawn by itself; each is listed for the committee to decide. Three queries."""
    lost = without_another(changes)
    uses = ProgrammeModule.objects.filter(module__assessment_quiz__in={quiz for _person, quiz in lost})
    programmes: dict[int, set[int]] = {}
    for programme, quiz in uses.values_list("programme_id", "module__assessment_quiz_id"):
        programmes.setdefault(quiz or 0, set()).add(programme)
    wanted = {(person, programme) for person, quiz in lost for programme in programmes.get(quiz, ())}
    if not wanted:
        return []
    rows = Certificate.objects.in_force(timezone.localdate()).filter(
        kind=Kind.COMPLETION,
        person__in={person for person, _programme in wanted},
        programme__in={one for _person, one in wanted},
    )
    held = [row for row in rows.order_by("serial") if (row.person_id, row.programme_id) in wanted]
    if not held:
        return []
    text = ngettext(
        "%(n)d certificate in force rests on a result that no longer reaches the threshold. It is not withdrawn by "
        "itself: the committee looks at it and decides.",
        "%(n)d certificates in force rest on a result that no longer reaches the threshold. None is withdrawn by "
        "itself: the committee looks at each and decides.",
        len(held),
    ) % {"n": len(held)}
    links = tuple((row.written_serial, reverse("certificates:detail", args=[row.serial])) for row in held[:LISTED])
    return [Consequence(title=_("Certificates"), text=text, count=len(held), kept=True, links=links)]
