"""Looking at the audit log, taking it away, and proving that it is whole: each is written into the log itself."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.audit.models import AuditEntry
from lms.audit.selectors import verify_chain
from lms.audit.selectors.chain import Broken
from lms.audit.services import log
from lms.notify.models import Job
from lms.notify.services import jobs
from lms.people.models import Person

AT_ONCE = 20_000
"""More entries than this are verified by the queue."""


@transaction.atomic
def note(*, verb: str, by: Person, purpose: str, now: datetime) -> None:
    log.record(actor_uuid=by.uuid, verb=verb, object_type="audit_log", purpose=purpose, now=now)


def words(broken: Broken | None, *, count: int) -> str:
    """The outcome in a sentence."""
    if broken is None:
        return _("All %(count)d entries are as they were written.") % {"count": count}
    reasons = {
        "changed": _("Entry %(seq)d was changed after it was written."),
        "missing": _("Entry %(seq)d is missing."),
        "cut": _("The end of the log was cut off from entry %(seq)d on."),
    }
    return reasons[broken.reason] % {"seq": broken.seq}


def verify(*, by: Person, now: datetime) -> tuple[bool, str]:
    """Whether the whole chain holds, and that in words."""
    count = AuditEntry.objects.count()
    broken = verify_chain()
    told = words(broken, count=count)
    note(verb="audit.verified", by=by, purpose=told, now=now)
    return broken is None, told


def ask_for(*, by: Person, next_url: str, now: datetime) -> Job:
    """Let the queue verify a long chain; the job's page tells the outcome."""
    return jobs.enqueue(
        func="lms.people.services.audit_checks.verify_for_job",
        key=f"audit:verify:{now.isoformat()}",
        kwargs={"by": by.pk, "next": next_url},
        by_uuid=by.uuid,
        now=now,
    )


def verify_for_job(job: Job, *, by: int) -> None:
    _whole, told = verify(by=Person.objects.get(pk=by), now=timezone.now())
    jobs.beat(job, message=told)
