from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.people.management.files import kept_from_others
from lms.people.models import OrganisingUnit
from lms.people.services import slip_sheets, slips
from lms.web.arguments import new_file
from lms.web.commands import SummaryCommand
from lms.web.errors import Refusal


class Command(SummaryCommand):
    help = "Print account slips (A4, eight a page) for the deputies of a unit who have no password yet."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--unit", required=True, metavar="SLUG", help="the organising unit's short address")
        parser.add_argument("--out", required=True, type=new_file, metavar="FILE.pdf", help="where the PDF is written")
        parser.add_argument("--everybody", action="store_true", help="also those who have a password already")

    def work(self, **options: Any) -> str:
        unit, out = options["unit"], options["out"]
        found = OrganisingUnit.objects.filter(slug=unit).first()
        if found is None:
            raise Refusal(
                _("There is no unit %(slug)s. There are: %(slugs)s")
                % {"slug": unit, "slugs": ", ".join(OrganisingUnit.objects.values_list("slug", flat=True))}
            )
        now = timezone.now()
        people = list(slips.looked_after(found, day=now)) if options["everybody"] else None
        with kept_from_others(out):
            printed = slips.make_slips(unit=found, people=people, by=None, now=now)
            out.write_bytes(slip_sheets.render_sheet(unit=found, printed=printed, now=now))
        return _("%(count)d account slips in %(file)s, good for %(days)d days") % {
            "count": len(printed),
            "file": out,
            "days": (printed[0].expires_at - now).days,
        }
