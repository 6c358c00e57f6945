import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from lms.web.commands import SummaryCommand
from lms.web.errors import BadInput
from quizzes.bank.services import files


class Command(SummaryCommand):
    help = "Write the published items of a bank, keys included, as an items.yaml. Audited."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--bank", required=True, metavar="SLUG", help="the bank's short name")
        parser.add_argument("--format", default="yaml", help="yaml")
        parser.add_argument("--out", type=Path, metavar="FILE.yaml", help="the file; without it, the standard output")

    def work(self, **options: Any) -> str:
        if options["format"] != "yaml":
            raise BadInput(_("Only items.yaml is written so far; GIFT, Moodle XML, Aiken, QTI and CSV will follow."))
        text, count = files.export_items(bank=files.find_bank(options["bank"]), by=None, now=timezone.now())
        line = _("%(count)d items written") % {"count": count}
        if options["out"]:
            options["out"].write_text(text, encoding="utf-8")
            return line
        self.stdout.write(text)
        sys.stderr.write(f"{line}\n")
        return ""
