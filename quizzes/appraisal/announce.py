"""What this concept tells the rooms below when the site starts."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.audit import verbs
from lms.people.models import Role
from lms.web.navigation import add_staff_link


def ready() -> None:
    from quizzes.appraisal import (
        foretelling,
        receivers,  # noqa: F401 - connects them
    )
    from quizzes.appraisal.models import FormDesign
    from quizzes.appraisal.services import booklets
    from quizzes.delivery import consequences, hooks

    hooks.use_instrument(
        hooks.Instrument(
            owns=lambda quiz: FormDesign.objects.filter(quiz=quiz).exists(),
            items=booklets.laid_out,
            began=booklets.began,
            home=lambda quiz: reverse("quizzes:appraisal"),
        )
    )
    consequences.register("readiness test", foretelling.results_after)
    verbs.register(
        {
            "appraisal.round_opened": _("New round of the readiness test opened"),
            "appraisal.rescoring_proposed": _("Rescoring of a round proposed"),
            "appraisal.rescoring_announced": _("Rescoring of a round announced"),
            "appraisal.rescoring_withdrawn": _("Rescoring of a round given up"),
            "appraisal.rescoring_begun": _("Rescoring of a round begun"),
            "appraisal.offered": _("Another form of the readiness test offered"),
            "appraisal.case_viewed": _("Unusual result of a readiness test looked at"),
            "appraisal.case_decided": _("Unusual result of a readiness test decided"),
            "appraisal.people_searched": _("Searched for somebody to offer another form to"),
        }
    )
    add_staff_link(
        pgettext_lazy("navigation", "Readiness test"),
        "/readiness/test/staff/",
        Role.COMMITTEE,
        Role.TRAINER,
        also=("/readiness/test/cases/",),
    )
