from typing import Any

from lms.people.services import roles
from lms.web.commands import SummaryCommand


class Command(SummaryCommand):
    help = "Make the roles' groups and permissions what lms/people/data/roles.yaml says. A second run changes nothing."

    def work(self, **options: Any) -> str:
        return roles.sync()
