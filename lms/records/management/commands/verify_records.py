from typing import Any

from django.utils.translation import gettext as _

from lms.records.models import Statement
from lms.records.services.verify import prove
from lms.web.commands import SummaryCommand
from lms.web.errors import Refusal


class Command(SummaryCommand):
    help = "Prove that the learning record is as it was written. Exits 1 and names the first broken statement."

    def work(self, **options: Any) -> str:
        total = Statement.objects.count()
        proof = prove(watch=lambda statements: self.progress(statements, total=total))
        if proof.fault:
            raise Refusal(str(proof.fault))
        return _("%(statements)d statements of %(persons)d persons and %(seals)d seals are as written") % vars(proof)
