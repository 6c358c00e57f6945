from typing import Any

from lms.records.services.verify import prove
from lms.web.commands import SummaryCommand
from lms.web.errors import Refusal


class Command(SummaryCommand):
    help = "Prove that the learning record is as it was written. Exits 1 and names the first broken statement."

    def work(self, **options: Any) -> str:
        proof = prove()
        if proof.fault:
            raise Refusal(str(proof.fault))
        return f"{proof.statements} statements of {proof.persons} persons and {proof.seals} seals are as written"
