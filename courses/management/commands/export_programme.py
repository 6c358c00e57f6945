from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.utils import timezone

from courses.selectors.programmes import find_programme
from courses.services import exporting
from lms.web.commands import SummaryCommand


class Command(SummaryCommand):
    help = "Write a programme, as it is published, into a folder that load_programme reads."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", help="the programme's short name")
        parser.add_argument("folder", type=Path, help="a new or empty folder")

    def work(self, **options: Any) -> str:
        programme = find_programme(options["slug"])
        return exporting.export_programme(programme=programme, folder=options["folder"], now=timezone.now())
