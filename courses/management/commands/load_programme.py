from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.utils import timezone

from courses.services import loading
from lms.web.commands import SummaryCommand
from quizzes.models import Competence


class Command(SummaryCommand):
    help = "Load a programme from a folder of files: pages, items, quizzes, tasks. Running it again changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="the folder with programme.yaml")
        parser.add_argument("--overwrite", action="store_true", help="also what has been edited on the site")

    def work(self, **options: Any) -> str:
        if not Competence.objects.exists():
            call_command("load_framework", verbosity=0)
        changes = loading.load(
            folder=options["folder"], now=timezone.now(), overwrite=options["overwrite"], watch=self.progress
        )
        if options["verbosity"] > 0:
            for line in changes.lines():
                self.stdout.write(line)
        return changes.summary()
