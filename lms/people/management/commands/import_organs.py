from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from lms.people.roster.sheet import MAX_BYTES
from lms.people.services.organs import import_organs
from lms.web.arguments import existing_file
from lms.web.commands import SummaryCommand, content_of


class Command(SummaryCommand):
    help = (
        "Import congresses, street committees and terms from a csv or xlsx file with the columns "
        "名称,类型,上级,届次,任期开始,任期结束. All rows or none; a second import changes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=existing_file, metavar="FILE", help="the table of organs, csv or xlsx")

    def work(self, **options: Any) -> str:
        file: Path = options["file"]
        content = content_of(file, limit=MAX_BYTES)
        return str(import_organs(content=content, filename=file.name, by=None, now=timezone.now()))
