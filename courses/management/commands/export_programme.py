from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from courses.models import Programme
from courses.services import exporting
from lms.web.commands import SummaryCommand
from lms.web.errors import Refusal


class Command(SummaryCommand):
    help = "Writes a programme, as it is published, into a folder that load_programme reads."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", help="the programme's short name")
        parser.add_argument("folder", type=Path, help="a new or empty folder")

    def work(self, **options: Any) -> str:
        programme = Programme.objects.filter(slug=options["slug"]).first()
        if programme is None:
            raise Refusal(_("There is no programme “%(slug)s”.") % {"slug": options["slug"]})
        return exporting.export_programme(programme=programme, folder=options["folder"], now=timezone.now())
