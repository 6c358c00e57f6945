"""The refused questions as a file to take away."""

import csv
from collections.abc import Iterable
from io import StringIO

from django.utils.translation import gettext as _

from lms.web.spreadsheets import harmless
from quizzes.exchange.question import Refused


def refused_csv(refused: Iterable[Refused]) -> bytes:
    """Number, position, title, reason; opens in Excel and WPS as it stands, and holds no formula."""
    out = StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([_("Entry"), _("Position"), _("Item"), _("Reason")])
    for each in refused:
        writer.writerow([each.number, *map(harmless, (str(each.position), each.title, each.reason))])
    return out.getvalue().encode("utf-8-sig")
