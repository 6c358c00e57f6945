"""Issue what is due in a programme, once a person, and put copies into a folder."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from certificates.models import Certificate
from certificates.services.export import export
from certificates.services.issue import issue_due
from courses.models import Enrolment
from courses.selectors.programmes import find_programme
from lms.web.arguments import new_folder
from lms.web.commands import SummaryCommand


class Command(SummaryCommand):
    help = "Issue the certificates that are due in a programme, exactly once a person. --out copies all in force there."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--programme", required=True, metavar="SLUG", help="the programme's short name")
        parser.add_argument("--out", type=new_folder, metavar="DIR", help="folder for the PDF files and index.csv")

    def work(self, **options: Any) -> str:
        programme = find_programme(options["programme"])

        def watched(enrolments: Iterable[Enrolment]) -> Iterable[Enrolment]:
            waiting = list(enrolments)
            return self.progress(waiting, total=len(waiting))

        made = issue_due(programme=programme, progress=watched)
        held = Certificate.objects.filter(programme=programme).count()
        line = _("issued %(made)d, in all %(held)d") % {"made": made, "held": held}
        if options["out"]:
            day = timezone.localdate()
            copies = export(programme=programme, folder=options["out"], day=day, progress=self.progress)
            line = _("%(line)s, copies written %(copies)d") % {"line": line, "copies": copies}
        return line
