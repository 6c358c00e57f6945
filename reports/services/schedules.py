"""When reports are due: a reminder two weeks before, a snapshot on the day, both by the queue."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.models import Programme
from lms.audit.services.log import record as audit
from lms.notify.services.notices import tell
from lms.people.models import Person, Role, RoleGrant
from lms.people.permissions import require
from lms.web.errors import BadInput
from reports.models import ReportSchedule
from reports.services.reports import enqueue_snapshot

AHEAD = timedelta(days=14)
MONTHS = {ReportSchedule.Period.YEAR: 12, ReportSchedule.Period.QUARTER: 3}


@transaction.atomic
def plan(*, programme: Programme, period: str, next_on: date, by: Person, now: datetime) -> ReportSchedule:
    """When the next report of a programme is due, and how often after that. BadInput for a day that is over."""
    require(by, Role.COMMITTEE)
    if next_on < timezone.localdate(now):
        raise BadInput(_("That day is over; choose a coming one."))
    said = {"period": period, "next_on": next_on, "by": by, "at": now}
    planned, _made = ReportSchedule.objects.update_or_create(programme=programme, defaults=said)
    audit(
        actor_uuid=by.uuid, verb="report.planned", object_type="programme", object_id=programme.slug,
        purpose=f"{period} {next_on}", now=now,
    )  # fmt: skip
    return planned


@transaction.atomic
def unplan(*, programme: Programme, by: Person, now: datetime) -> None:
    """No report is due any more until one is planned again."""
    require(by, Role.COMMITTEE)
    if ReportSchedule.objects.filter(programme=programme).delete()[0]:
        audit(
            actor_uuid=by.uuid, verb="report.planned", object_type="programme", object_id=programme.slug,
            purpose="-", now=now,
        )  # fmt: skip


def sweep_due(now: datetime | None = None) -> int:
    """Remind of what is due within two weeks, take the snapshot of what is due today; how many snapshots were asked
    for. Safe to call at any time and twice."""
    now = now or timezone.now()
    asked = 0
    for planned in ReportSchedule.objects.filter(next_on__lte=timezone.localdate(now) + AHEAD).select_related(
        "programme", "by"
    ):
        asked += _due(planned, now)
    return asked


@transaction.atomic
def _due(planned: ReportSchedule, now: datetime) -> int:
    held = ReportSchedule.objects.select_for_update().get(pk=planned.pk)
    said = {"programme": planned.programme.title, "day": held.next_on}
    _remind(held, "soon", _("The report of %(programme)s is due on %(day)s.") % said, now)
    if held.next_on > timezone.localdate(now):
        return 0
    enqueue_snapshot(programme=planned.programme, by=held.by, now=now)
    _remind(held, "today", _("Today a snapshot of %(programme)s is taken: draw up the report.") % said, now)
    held.next_on = following(held.next_on, MONTHS[ReportSchedule.Period(held.period)])
    held.save(update_fields=["next_on"])
    return 1


def following(day: date, months: int) -> date:
    """The same day so many months later, the last of the month where there is none."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    for number in range(day.day, 27, -1):
        try:
            return date(year, month, number)
        except ValueError:
            continue
    return date(year, month, day.day)


def _remind(held: ReportSchedule, kind: str, text: str, now: datetime) -> None:
    staff = RoleGrant.objects.in_force(timezone.localdate(now)).filter(role=Role.COMMITTEE).select_related("person")
    for grant in staff:
        tell(
            to_uuid=grant.person.uuid,
            kind="report",
            key=f"report.{kind}:{held.pk}:{held.next_on}:{grant.person.uuid}",
            text=text,
            url=reverse("reports:dashboard"),
            now=now,
        )
