"""What this concept tells the rooms below when the site starts; called once by `QuizzesConfig.ready`."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.audit import verbs
from lms.people.models import Role
from lms.web.navigation import add_staff_link


def ready() -> None:
    from quizzes.delivery import consequences
    from quizzes.delivery.selectors import point_changes

    consequences.register("points", point_changes.points_after)
    verbs.register(
        {
            "attempts.regraded": _("Sittings scored anew after a corrected key"),
            "regrade.names_opened": _("Names behind a scoring anew looked at"),
            "answer.marked": _("Written answer marked"),
            "paper.printed": _("Assessment forms printed"),
            "paper.downloaded": _("Assessment forms opened as a PDF"),
            "paper.entered": _("Assessment form entered"),
            "paper.scored": _("Assessment form scored"),
            "paper.set_aside": _("Assessment form set aside"),
        }
    )
    add_staff_link(
        pgettext_lazy("navigation", "Sittings"), "/extensions/", Role.ORGANISER, Role.COMMITTEE, also=("/paper/",)
    )
