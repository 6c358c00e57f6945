from typing import Any

from lms.web.commands import SummaryCommand
from quizzes.framework.services import load as framework
from quizzes.readiness.services import rules


class Command(SummaryCommand):
    help = "Load the competence framework and the rules of readiness. Doing it again changes nothing."

    def work(self, **options: Any) -> str:
        return f"{framework.load()}; {rules.load()}"
