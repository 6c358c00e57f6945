from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.people.names import masked as masked_name
from lms.people.roster.error_files import faults_csv
from lms.people.roster.masks import masked
from lms.people.roster.sheet import MAX_BYTES
from lms.people.services.roster import Check, RosterRefused, Told, import_roster
from lms.web.arguments import day, existing_file, new_file
from lms.web.commands import SummaryCommand, content_of


class Command(SummaryCommand):
    help = (
        "Import a roster of deputies from an xlsx or csv file: all rows or none, every bad row named with column, "
        "reason and fix. Run import_organs first. A second import changes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=existing_file, metavar="FILE", help="the roster, xlsx or csv")
        parser.add_argument(
            "--effective", type=day, metavar="DATE", help="the day from which changes count, as 2026-11-30 (today)"
        )
        parser.add_argument("--dry-run", action="store_true", help="show the differences and write nothing")
        parser.add_argument("--errors", type=new_file, metavar="OUT.csv", help="also write the bad rows to this file")

    def work(self, **options: Any) -> str:
        file: Path = options["file"]
        content = content_of(file, limit=MAX_BYTES)
        try:
            told = import_roster(
                content=content,
                filename=file.name,
                effective_on=options["effective"],
                dry_run=options["dry_run"],
                by=None,
                now=timezone.now(),
            )
        except RosterRefused as refusal:
            self._tell_faults(refusal.check, options["errors"])
            raise
        if options["dry_run"]:
            self._tell_differences(told)
            if not told.check.may_be_imported:
                self._tell_faults(told.check, options["errors"])
                raise RosterRefused(told.check)
        elif options["errors"]:
            options["errors"].write_bytes(faults_csv([]))
        return str(told)

    def _tell_faults(self, check: Check, errors: Path | None) -> None:
        for fault in check.faults:
            self.stderr.write(
                _("Row %(row)d, %(column)s “%(value)s”: %(reason)s. %(fix)s")
                % {
                    "row": fault.row,
                    "column": fault.title,
                    "value": masked(fault.field, fault.value),
                    "reason": fault.reason,
                    "fix": fault.fix,
                }
            )
        for conflict in check.conflicts:
            self.stderr.write(
                _("Row %(row)d, %(name)s: %(reason)s Decide it on the page for rosters, /people/roster/.")
                % {"row": conflict.row, "name": masked_name(conflict.entry.name), "reason": conflict.reason}
            )
        if errors:
            errors.write_bytes(faults_csv(check.faults, check.conflicts))

    def _tell_differences(self, told: Told) -> None:
        for each in told.check.differences:
            place = _("row %(row)d") % {"row": each.row} if each.row else "-"
            change = " → ".join(filter(None, (each.masked_old, each.masked_new)))
            self.stdout.write(f"{each.kind_in_words}  {place}  {each.masked_name}  {each.title}  {change}".rstrip())
