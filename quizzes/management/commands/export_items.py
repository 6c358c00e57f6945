import sys
from argparse import ArgumentParser
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from lms.web.arguments import new_file
from lms.web.commands import SummaryCommand
from lms.web.errors import BadInput
from quizzes.exchange import formats
from quizzes.exchange.selectors import find_bank
from quizzes.exchange.services.exporting import export_bank

TEXTS = {"yaml", "gift", "moodle"}


class Command(SummaryCommand):
    help = "Write the published items of a bank, keys included, to a file. Audited."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--bank", required=True, metavar="SLUG", help="the bank's short name")
        parser.add_argument(
            "--format", default="yaml", choices=sorted(formats.writable_formats()), help="yaml if not told"
        )
        parser.add_argument("--out", type=new_file, metavar="FILE", help="the file; without it, the standard output")

    def work(self, **options: Any) -> str:
        if not options["out"] and options["format"] not in TEXTS:
            raise BadInput(_("Name the file to write with --out."))
        written = export_bank(bank=find_bank(options["bank"]), format=options["format"], by=None, now=timezone.now())
        for each in written.left_out:
            self.stderr.write(f"{each.title}: {each.reason}")
        line = _("%(count)d items written, %(left)d left out") % {"count": written.count, "left": len(written.left_out)}
        if options["out"]:
            options["out"].write_bytes(written.content)
            return line
        self.stdout.write(written.content.decode())
        sys.stderr.write(f"{line}\n")
        return ""
