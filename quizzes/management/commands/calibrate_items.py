from argparse import ArgumentParser, ArgumentTypeError
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from lms.web.arguments import existing_file, new_file
from lms.web.commands import SummaryCommand
from lms.web.errors import BadInput
from quizzes.appraisal.selectors.pools import pool_material
from quizzes.calibration import report
from quizzes.calibration.files import read_answers
from quizzes.calibration.material import Material
from quizzes.calibration.selectors.responses import material_of
from quizzes.calibration.services.calibrating import RASCH, TWO, Wanted, calibrate
from quizzes.exchange.selectors import find_bank


def _table(text: str) -> Path:
    """Where the items are written: another ending than that of the two files beside it."""
    path = new_file(text)
    if path.suffix in (".json", ".md"):
        raise ArgumentTypeError(_("Name it FILE.csv: FILE.json and FILE.md are written beside it."))
    return path


class Command(SummaryCommand):
    help = "Estimate how hard items are, from the answers in a bank or a CSV file, and keep it as a new version."

    def add_arguments(self, parser: ArgumentParser) -> None:
        source = parser.add_mutually_exclusive_group(required=True)
        source.add_argument("--bank", metavar="SLUG", help="the first answers of each person to the items of this bank")
        source.add_argument(
            "--test", metavar="SCOPE", help="the readiness pool of a programme, such as programme:starter, on one scale"
        )
        source.add_argument(
            "--responses",
            type=existing_file,
            metavar="FILE.csv",
            help="people in rows, items in columns; empty: not asked",
        )
        parser.add_argument(
            "--bands", type=existing_file, metavar="FILE.csv", help="item,band[,sd]: experts' guesses, in logits"
        )
        parser.add_argument("--model", choices=(RASCH, TWO), default=RASCH, help="2pl: slopes from 500 answers on")
        parser.add_argument("--decision", default="", metavar="TEXT", help="who decided for slopes, and why")
        parser.add_argument("--out", type=_table, metavar="FILE.csv", help="the items; FILE.json and FILE.md beside it")

    def work(self, **options: Any) -> str:
        material = self._material(options)
        calibration, new = calibrate(
            material=material,
            wanted=Wanted(model=options["model"], decision=options["decision"]),
            now=timezone.now(),
        )
        data = report.as_data(calibration)
        out: Path | None = options["out"]
        if out:
            out.write_text(report.as_csv(data), encoding="utf-8")
            out.with_suffix(".json").write_text(report.as_json(data), encoding="utf-8")
            out.with_suffix(".md").write_text(report.as_markdown(data), encoding="utf-8")
        else:
            self.stdout.write(report.as_markdown(data))
        line = _("version %(version)d: %(items)d items, %(people)d people") % {
            "version": calibration.version,
            "items": calibration.items,
            "people": calibration.people,
        }
        return line if new else _("%(line)s; it was there already") % {"line": line}

    def _material(self, options: dict[str, Any]) -> Material:
        if options["responses"]:
            return read_answers(options["responses"], options["bands"])
        if options["bands"]:
            raise BadInput(_("The items of a bank have their bands; --bands goes with --responses."))
        if options["test"]:
            return pool_material(options["test"])
        return material_of(find_bank(options["bank"]))
