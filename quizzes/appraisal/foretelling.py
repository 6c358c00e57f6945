"""Which results of the readiness test would be reckoned anew if sittings were scored anew. Reads only."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from quizzes.appraisal.models import Appraisal
from quizzes.delivery.consequences import Change, Consequence


def results_after(changes: Sequence[Change]) -> list[Consequence]:
    """How many people get another version of their result. One query."""
    attempts = [change.attempt for change in changes]
    rows = Appraisal.objects.latest_versions().filter(booklet__sittings__attempt__in=attempts)
    count = rows.values("booklet").distinct().count()
    if not count:
        return []
    text = ngettext(
        "One result is reckoned anew; the one before is kept, and the person is told.",
        "%(n)d results are reckoned anew; those before are kept, and the people are told.",
        count,
    )
    return [Consequence(title=_("Results of the readiness test"), text=text % {"n": count}, count=count)]
