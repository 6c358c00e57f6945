"""The readiness report of a programme as files."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.selectors.programmes import find_programme
from lms.audit.services.log import record as audit
from lms.web.arguments import day, new_folder
from lms.web.commands import SummaryCommand
from lms.web.errors import Refusal
from reports.services.content import content_of
from reports.services.documents import all_documents
from reports.services.snapshots import freeze


class Command(SummaryCommand):
    help = "Freeze a programme as of a day and write report.pdf, .docx, .xlsx, .csv, dictionary.csv, manifest.json."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--programme", required=True, metavar="SLUG", help="the programme's short name")
        parser.add_argument("--as-of", type=day, metavar="YYYY-MM-DD", help="default: today")
        parser.add_argument("--out", type=new_folder, required=True, metavar="DIR", help="the folder for the six files")

    def work(self, **options: Any) -> str:
        programme = find_programme(options["programme"])
        now = timezone.now()
        as_of = options["as_of"] or timezone.localdate(now)
        if as_of > timezone.localdate(now):
            raise Refusal(_("The day %(day)s has not come yet.") % {"day": as_of})
        with transaction.atomic():
            snapshot = freeze(programme=programme, as_of=as_of, by=None, now=now)
            if not snapshot.mandates:
                raise Refusal(_("No deputy was in office on %(day)s: there is nothing to report.") % {"day": as_of})
        options["out"].mkdir(parents=True, exist_ok=True)
        for name, content in all_documents(content_of(snapshot)).items():
            (options["out"] / name).write_bytes(content)
        audit(actor_uuid=None, verb="report.exported", object_type="snapshot", object_id=str(snapshot.uuid), now=now)
        return _("snapshot %(uuid)s: %(mandates)d mandates of %(persons)d persons as of %(day)s") % {
            "uuid": snapshot.uuid,
            "mandates": snapshot.mandates,
            "persons": snapshot.persons,
            "day": as_of,
        }
