from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from courses.content import rules
from lms.web.commands import SummaryCommand
from lms.web.errors import Refusal


class Command(SummaryCommand):
    help = "Check the files of a programme against the rules of its content; nothing is written."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="the folder with programme.yaml")
        parser.add_argument("--laws", type=Path, help="a folder with texts of laws: citations are checked too")

    def work(self, **options: Any) -> str:
        law_texts = options["laws"]
        if law_texts is not None and not law_texts.is_dir():
            raise Refusal(_("There is no folder “%(folder)s”.") % {"folder": law_texts})
        found = rules.check(folder=options["folder"], law_texts=law_texts, today=timezone.localdate())
        for finding in found:
            self.stdout.write(str(finding))
        if law_texts is None:
            self.stdout.write(_("Citations of laws were not checked: name their texts with --laws."))
        if found:
            raise Refusal(_("%(count)d findings to mend.") % {"count": len(found)})
        return _("Nothing to mend.")
