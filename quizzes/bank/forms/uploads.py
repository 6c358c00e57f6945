"""Pictures that come with an item's form: that of the question, those of its options, that of a hotspot."""

from datetime import datetime

from django.http import HttpRequest, QueryDict

from lms.people.models import Person
from quizzes.bank.services import pictures

ENDING = "-file"


def with_pictures(request: HttpRequest, *, by: Person, now: datetime) -> QueryDict:
    """What was sent, each uploaded picture kept and named among the fields: `<prefix>-uuid`, `-width`, `-height` for
    the file `<prefix>-file`. BadInput for a file that is no picture."""
    if not request.FILES:
        return request.POST
    sent = request.POST.copy()
    for name in request.FILES:
        file, prefix = request.FILES.get(name), name.removesuffix(ENDING)
        if file is None or prefix == name:
            continue
        kept = pictures.keep(content=file.read(), name=file.name or "", by=by, now=now)
        sent[f"{prefix}-uuid"], sent[f"{prefix}-width"], sent[f"{prefix}-height"] = (
            str(kept.uuid),
            str(kept.width),
            str(kept.height),
        )
    return sent
