from argparse import ArgumentParser
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from lms.web.commands import SummaryCommand
from lms.web.errors import BadInput
from quizzes.calibration.models import Calibration
from quizzes.calibration.report import link_as_markdown
from quizzes.calibration.services.linking import link


class Command(SummaryCommand):
    help = "Bring a calibration onto the scale of an earlier one by the items that both have, and list the anchors."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("calibration", metavar="SOURCE@VERSION", help="the new one, such as bank:f1-module@2")
        parser.add_argument("to", metavar="SOURCE@VERSION", help="the earlier one")
        parser.add_argument("--reason", required=True, metavar="TEXT", help="who decided it, and why")

    def work(self, **options: Any) -> str:
        new, old = _find(options["calibration"]), _find(options["to"])
        row = link(calibration=new, to=old, reason=options["reason"], now=timezone.now())
        self.stdout.write(link_as_markdown(row))
        return _("shift %(shift)s, error %(se)s, %(kept)d anchors kept, %(dropped)d dropped") % {
            "shift": f"{row.shift:+.3f}",
            "se": f"{row.se:.3f}",
            "kept": row.kept,
            "dropped": row.dropped,
        }


def _find(name: str) -> Calibration:
    source, _at, version = name.rpartition("@")
    found = Calibration.objects.filter(source=source, version=int(version) if version.isdecimal() else 0).first()
    if found is None:
        raise BadInput(_("There is no calibration %(name)s.") % {"name": name})
    return found
