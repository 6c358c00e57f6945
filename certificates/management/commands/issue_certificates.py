"""Issue what is due in a programme, once a person, and put copies into a folder."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from certificates.models import Certificate
from certificates.services.export import export
from certificates.services.issue import issue_due
from courses.models import Enrolment, Programme
from lms.web.commands import SummaryCommand
from lms.web.errors import Refusal


class Command(SummaryCommand):
    help = "Issue the certificates that are due in a programme, exactly once a person. --out copies all in force there."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--programme", required=True, metavar="SLUG")
        parser.add_argument("--out", type=Path, metavar="DIR", help="folder for the PDF files and index.csv")

    def work(self, **options: Any) -> str:
        programme = Programme.objects.filter(slug=options["programme"]).first()
        if programme is None:
            raise Refusal(_("There is no programme “%(slug)s”.") % {"slug": options["programme"]})

        def watched(enrolments: Iterable[Enrolment]) -> Iterable[Enrolment]:
            waiting = list(enrolments)
            return self.progress(waiting, total=len(waiting))

        made = issue_due(programme=programme, progress=watched)
        held = Certificate.objects.filter(programme=programme).count()
        line = f"issued {made}, in all {held}"
        if options["out"]:
            day = timezone.localdate()
            line += f", written {export(programme=programme, folder=options['out'], day=day, progress=self.progress)}"
        return line
