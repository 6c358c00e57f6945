from argparse import ArgumentTypeError
from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser
from django.utils.translation import gettext as _

from certificates.services.keys import make_key
from lms.web.arguments import new_folder
from lms.web.commands import SummaryCommand

LONGEST = 61
"""X.509 allows 64 characters, and the CA has three more than the key."""


def _common_name(text: str) -> str:
    if not 1 <= len(text.strip()) <= LONGEST:
        raise ArgumentTypeError(_("a name of 1 to %(most)d characters is wanted") % {"most": LONGEST})
    return text.strip()


class Command(SummaryCommand):
    help = "Make a self-made CA and signing key for demonstration and tests; set SIGNING_KEY to the file it names."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--out", type=new_folder, default=settings.VAR / "signing", metavar="DIR", help="the folder for key and CA"
        )
        parser.add_argument("--name", type=_common_name, default="代表数字学堂", help="common name of the certificate")

    def work(self, **options: Any) -> str:
        return f"SIGNING_KEY={make_key(options['out'], name=options['name'])}"
