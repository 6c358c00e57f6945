"""What waits for somebody of the staff: one line for each kind of thing that the person may deal with. The number of
queries is fixed by the roles, whatever waits, but for approvals of modules; nobody's name is read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, Max, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy, pgettext, pgettext_lazy

from courses.models import Attendance, LeaveRequest, TrainingSession
from courses.permissions import people_in_hand
from lms.people.models import Person, Role
from lms.people.permissions import has_role, units_of
from quizzes.models import AnnouncedRun
from reports.models import Report, ReportSchedule
from reports.selectors.waiting_counts import COUNTED
from reports.services.schedules import MONTHS, following
from reports.services.wording import chinese_day


@dataclass(frozen=True)
class Waiting:
    """`text` says what waits and how often, `action` is the word of the one link; `detail` says which one it is, where
    there is only one."""

    text: str
    action: str
    url: str
    detail: str = ""


Lines = Iterator[Waiting]


def waiting_for(person: Person, *, now: datetime) -> list[Waiting]:
    """Reports first; empty for whoever holds no role."""
    found = [one for roles, source in SOURCES if has_role(person, *roles) for one in source(person, now)]
    for kind in COUNTED:
        if has_role(person, *kind.roles) and (n := kind.count(person, now)):
            found.append(Waiting(kind.text % {"n": n}, str(kind.action), reverse(kind.to) + kind.query))
    return found


STEPS: Mapping[str, tuple[Promise, Promise]] = {
    Report.State.DRAFT: (
        ngettext_lazy("One report waits to be reviewed", "%(n)d reports wait to be reviewed", "n"),
        pgettext_lazy("report", "Review it"),
    ),
    Report.State.REVIEWED: (
        ngettext_lazy("One report is reviewed and to be sent", "%(n)d reports are reviewed and to be sent", "n"),
        pgettext_lazy("report", "Send it"),
    ),
    Report.State.SENT: (
        ngettext_lazy("One report waits for its receipt", "%(n)d reports wait for their receipt", "n"),
        pgettext_lazy("report", "Have it received"),
    ),
    Report.State.RECEIVED: (
        ngettext_lazy("One report is to be filed", "%(n)d reports are to be filed", "n"),
        pgettext_lazy("report", "File it"),
    ),
    "own": (
        ngettext_lazy("One draft of yours is not reviewed yet", "%(n)d drafts of yours are not reviewed yet", "n"),
        pgettext_lazy("report", "Go on with it"),
    ),
}
"""What a report waits for, by its state; "own" is a draft that somebody else reviews."""


def _reports(person: Person, now: datetime) -> Lines:
    """One query."""
    rows = Report.objects.visible_to(person).exclude(state=Report.State.ARCHIVED).order_by("pk")
    held: dict[str, list[Report]] = {}
    for report in rows.only("uuid", "title", "state", "drafted_by"):
        own = report.state == Report.State.DRAFT and report.drafted_by_id == person.pk
        held.setdefault("own" if own else report.state, []).append(report)
    for step, (text, action) in STEPS.items():
        if found := held.get(step):
            one = found[0] if len(found) == 1 else None
            url = reverse("reports:report", args=[one.uuid]) if one else reverse("reports:list")
            yield Waiting(text % {"n": len(found)}, str(action), url, one.title if one else "")


def _schedules(person: Person, now: datetime) -> Lines:
    """Reports whose day has come, and none is drawn up from figures of that day or a later one. One query."""
    today = timezone.localdate(now)
    drawn_up = Max("programme__snapshots__as_of", filter=Q(programme__snapshots__reports__isnull=False))
    for planned in ReportSchedule.objects.select_related("programme").annotate(drawn_up=drawn_up).order_by("pk"):
        day = following(planned.next_on, -MONTHS[ReportSchedule.Period(planned.period)])
        if timezone.localdate(planned.at) <= day <= today and (planned.drawn_up is None or planned.drawn_up < day):
            yield Waiting(
                _("The report due on %(day)s is to be drawn up") % {"day": chinese_day(day)},
                pgettext("report", "Draw it up"),
                f"{reverse('reports:dashboard')}?programme={planned.programme.slug}",
                planned.programme.title,
            )


def _standard(person: Person, now: datetime) -> Lines:
    """There is one open run at most."""
    run = AnnouncedRun.objects.filter(state=AnnouncedRun.State.FORETOLD).exclude(proposed_by=person).first()
    if run is not None:
        text = _("A change of the standard of measurement waits for a second person")
        yield Waiting(text, pgettext("waiting", "Check"), reverse("standards:detail", args=[run.pk]), run.reason)


def _sessions(person: Person, now: datetime) -> Lines:
    """Requests for leave of the deputies in hand; sessions that are over and have no attendance at all: those of the
    whole district for the committee, of the own units for an organiser."""
    asked = LeaveRequest.objects.filter(approved=None, session__cancelled=False, person__in=people_in_hand(person))
    by_session = dict(asked.order_by("session").values_list("session").annotate(Count("pk")))
    if by_session:
        text = ngettext_lazy(
            "One request for leave is to be decided", "%(n)d requests for leave are to be decided", "n"
        )
        said = str(text % {"n": sum(by_session.values())})
        yield Waiting(said, pgettext("waiting", "Decide"), _sheet_or_list([*by_session], "all"))
    entered = Attendance.objects.filter(session=OuterRef("pk"))
    over = TrainingSession.objects.filter(~Exists(entered), cancelled=False, ends_at__lt=now)
    district = has_role(person, Role.COMMITTEE)
    over = over.filter(unit=None) if district else over.filter(unit__in=units_of(person, Role.ORGANISER))
    if pks := list(over.order_by("starts_at", "pk").values_list("pk", flat=True)):
        text = ngettext_lazy(
            "One session is over, its attendance is to be entered",
            "%(n)d sessions are over, their attendance is to be entered",
            "n",
        )
        yield Waiting(text % {"n": len(pks)}, pgettext("waiting", "Enter"), _sheet_or_list(pks, "past"))


def _sheet_or_list(pks: list[int], period: str) -> str:
    if len(pks) == 1:
        return reverse("courses:attendance", args=pks)
    return f"{reverse('courses:sessions')}?period={period}"


SOURCES: tuple[tuple[tuple[Role, ...], Callable[[Person, datetime], Lines]], ...] = (
    ((Role.COMMITTEE,), _reports),
    ((Role.COMMITTEE,), _schedules),
    ((Role.COMMITTEE,), _standard),
    ((Role.COMMITTEE, Role.ORGANISER), _sessions),
)
