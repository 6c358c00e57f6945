from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser

from certificates.services.keys import make_key
from lms.web.commands import SummaryCommand


class Command(SummaryCommand):
    help = "Make a self-made CA and signing key for demonstration and tests; set SIGNING_KEY to the file it names."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--out", type=Path, default=settings.VAR / "signing", metavar="DIR")
        parser.add_argument("--name", default="代表数字学堂", help="common name of the certificate")

    def work(self, **options: Any) -> str:
        return f"SIGNING_KEY={make_key(options['out'], name=options['name'])}"
