import argparse
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.people.management.files import kept_from_others
from lms.people.models import Role
from lms.people.services import first_setup, slip_sheets
from lms.web.arguments import new_file
from lms.web.commands import SummaryCommand

OPTIONS = {"system": Role.SYSTEM_ADMIN, "security": Role.SECURITY_ADMIN, "audit": Role.AUDIT_ADMIN}


def name_and_username(text: str) -> tuple[str, str]:
    """ "唐立新:tanglx" as its two parts."""
    name, colon, username = text.rpartition(":")
    if not (name and colon and username):
        raise argparse.ArgumentTypeError(_("write it as NAME:USERNAME"))
    return name, username


class Command(SummaryCommand):
    help = "Make the first three administrators of an installation, and the sheet of their account slips. Runs once."

    def add_arguments(self, parser: CommandParser) -> None:
        for option, role in OPTIONS.items():
            parser.add_argument(
                f"--{option}", required=True, type=name_and_username, metavar="NAME:USERNAME", help=f"the {role.value}"
            )
        parser.add_argument("--out", required=True, type=new_file, metavar="FILE.pdf", help="where the slips go")

    def work(self, **options: Any) -> str:
        now, out = timezone.now(), options["out"]
        people = {role: options[option] for option, role in OPTIONS.items()}
        with kept_from_others(out):
            printed = first_setup.make_administrators(people=people, now=now)
            out.write_bytes(slip_sheets.render_sheet(unit=None, printed=printed, now=now))
        return _("3 administrators; their account slips are in %(file)s. Hand them over in person.") % {"file": out}
