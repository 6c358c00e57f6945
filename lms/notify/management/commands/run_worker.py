from datetime import timedelta
from multiprocessing import get_context
from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _

from lms.notify.watchdog import Watchdog
from lms.web import common_faces
from lms.web.arguments import seconds
from lms.web.commands import SummaryCommand


class Command(SummaryCommand):
    help = "Run the queue's workers under a watchdog until SIGTERM or Ctrl-C."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--look-every", type=seconds, default=5, metavar="SECONDS", help="time between two looks (5)"
        )
        parser.add_argument("--patience", type=seconds, metavar="SECONDS", help="how long due work may lie still")

    def work(self, **options: Any) -> str:
        patience = timedelta(seconds=options["patience"]) if options["patience"] else None
        faces = get_context("fork").Process(target=common_faces.prepare)  # its memory goes with it
        faces.start()
        faces.join()
        dog = Watchdog(look_every=options["look_every"], patience=patience)
        dog.run()
        return _("workers stopped; replaced %(times)d times") % {"times": dog.restarts}
