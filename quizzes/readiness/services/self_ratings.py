"""How a person sees the own competence, kept as evidence that never decides anything."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from lms.people.models import Person
from lms.web.errors import BadInput
from quizzes.framework.models import Competence
from quizzes.readiness.models import Evidence
from quizzes.readiness.self_rating import CAN, KNOW
from quizzes.readiness.services import keeping


@transaction.atomic
def rate(*, person: Person, competence: Competence, know: int, can: int, now: datetime) -> None:
    """Keep both answers, from 1 to 4, beside the earlier ones. BadInput for any other number."""
    for source, answer in ((KNOW, know), (CAN, can)):
        if answer not in (1, 2, 3, 4):
            raise BadInput(_("Please choose one of the four answers."))
        keeping.add(
            person=person,
            competence=competence,
            kind=Evidence.Kind.SELF,
            level=answer,
            source=(source, now.isoformat()),
            at=now,
            now=now,
        )
