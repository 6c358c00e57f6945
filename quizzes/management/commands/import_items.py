from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from lms.web.arguments import existing_file, new_file
from lms.web.commands import SummaryCommand, content_of
from lms.web.errors import Refusal
from quizzes.exchange import formats
from quizzes.exchange.error_files import refused_csv
from quizzes.exchange.planning import Defaults
from quizzes.exchange.reading.limits import MAX_BYTES
from quizzes.exchange.selectors import find_bank
from quizzes.exchange.services.importing import Told, import_file, is_own
from quizzes.exchange.source import Source


class Command(SummaryCommand):
    help = "Load a file of questions into a bank, all or none. They arrive as drafts; our own items.yaml is published."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=existing_file, metavar="FILE", help="the file of questions")
        parser.add_argument("--bank", required=True, metavar="SLUG", help="the bank's short name")
        parser.add_argument(
            "--format", default="auto", choices=("auto", *sorted(formats.all_formats())), help="auto: by its content"
        )
        parser.add_argument("--competence", default="", metavar="CODE", help="for questions that name none, such as A1")
        parser.add_argument("--level", type=int, choices=range(1, 5), help="for questions that name none (1)")
        parser.add_argument("--keep-good", action="store_true", help="import the faithful ones, list the refused ones")
        parser.add_argument("--dry-run", action="store_true", help="tell what would happen, write nothing")
        parser.add_argument(
            "--errors", type=new_file, metavar="OUT.csv", help="where to write the questions that were refused"
        )

    def work(self, **options: Any) -> str:
        path: Path = options["file"]
        bank, format = find_bank(options["bank"]), options["format"]
        content = content_of(path, limit=MAX_BYTES)
        if format == "auto":
            format = formats.recognise(Source(path.name, content))
        told = import_file(
            bank=bank,
            content=content,
            name=path.name,
            format=format,
            defaults=Defaults(options["competence"], options["level"]),
            keep_good=options["keep_good"],
            publish=is_own(format),
            dry_run=options["dry_run"],
            by=None,
            now=timezone.now(),
        )
        self._tell(told, options["errors"])
        if told.refused and not told.written and not options["dry_run"]:
            raise Refusal(
                _("%(count)d questions are not in order; nothing was written.") % {"count": len(told.refused)}
            )
        line = _("%(created)d new, %(changed)d changed, %(same)d the same, %(refused)d refused") % (
            told.states | {"refused": len(told.refused)}
        )
        return (_("Dry run, nothing written: %(line)s") % {"line": line}) if options["dry_run"] else line

    def _tell(self, told: Told, errors: Path | None) -> None:
        """Every reason and every remark on stderr, and the refused ones, be it none, in the CSV where one is wanted."""
        for each in told.refused:
            self.stderr.write(f"{each.number} {each.position} {each.title}: {each.reason}")
        for planned in told.planned:
            for note in planned.question.notes:
                self.stderr.write(f"{planned.question.number} {planned.question.position}: {note}")
        if errors:
            errors.write_bytes(refused_csv(told.refused))
