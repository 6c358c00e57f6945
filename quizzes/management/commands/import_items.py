from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from lms.web.commands import SummaryCommand
from lms.web.errors import BadInput, Refusal
from quizzes.bank.services import files

ENDINGS = {".yaml", ".yml"}


class Command(SummaryCommand):
    help = "Load items into a bank, all or none, published at once. Only our own items.yaml is read so far."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--bank", required=True, metavar="SLUG", help="the bank's short name")
        parser.add_argument("--format", default="auto", help="auto or yaml")
        parser.add_argument("--dry-run", action="store_true", help="tell what would happen, write nothing")
        parser.add_argument(
            "--errors", type=Path, metavar="OUT.csv", help="where to write the entries that were refused"
        )

    def work(self, **options: Any) -> str:
        path: Path = options["file"]
        if options["format"] not in {"auto", "yaml"} or path.suffix.lower() not in ENDINGS:
            raise BadInput(_("Only items.yaml is read so far; GIFT, Moodle XML, Aiken, QTI and CSV will follow."))
        if not path.is_file():
            raise BadInput(_("There is no file %(path)s.") % {"path": path})
        told = files.import_items(
            bank=files.find_bank(options["bank"]),
            entries=files.read_rows(path.read_bytes()),
            dry_run=options["dry_run"],
            by=None,
            now=timezone.now(),
        )
        if told.bad:
            self._tell(told.bad, options["errors"])
        counts = {state: told.states.get(state, 0) for state in ("created", "changed", "same")}
        line = _("%(created)d new, %(changed)d changed, %(same)d the same") % counts
        return (_("Dry run, nothing written: %(line)s") % {"line": line}) if options["dry_run"] else line

    def _tell(self, bad: list[files.BadRow], errors: Path | None) -> None:
        """Every reason on stderr, and in the CSV where one is wanted; then the end."""
        for row in bad:
            self.stderr.write(f"{row.number} {row.item} {row.field}: {row.reason}")
        if errors:
            errors.write_text(files.errors_csv(bad), encoding="utf-8-sig")
        entries = len({row.number for row in bad})
        raise Refusal(_("%(count)d entries are not in order; nothing was written.") % {"count": entries})
