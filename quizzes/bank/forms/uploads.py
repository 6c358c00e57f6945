"""A picture that comes with an item's form."""

from datetime import datetime

from django.http import HttpRequest, QueryDict

from lms.people.models import Person
from quizzes.bank.services import pictures

FIELD = "picture-file"


def with_picture(request: HttpRequest, *, by: Person, now: datetime) -> QueryDict:
    """What was sent, an uploaded picture kept and named among the fields. BadInput for a file that is no picture."""
    file = request.FILES.get(FIELD)
    if file is None:
        return request.POST
    kept = pictures.keep(content=file.read(), name=file.name or "", by=by, now=now)
    sent = request.POST.copy()
    sent["picture-uuid"], sent["picture-width"], sent["picture-height"] = (
        str(kept.uuid),
        str(kept.width),
        str(kept.height),
    )
    return sent
