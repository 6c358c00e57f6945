from typing import Any

from django.utils.translation import gettext as _

from lms.notify.services import schedules
from lms.web.commands import SummaryCommand


class Command(SummaryCommand):
    help = "Make the queue's schedule what settings.SWEEPS says: add, change, and remove what is no longer named."

    def work(self, **options: Any) -> str:
        changed, removed = schedules.sync()
        return _("schedules: %(named)d named, %(removed)d removed") % {"named": changed, "removed": removed}
