"""What this room tells the rooms below when the site starts."""

from django.utils.translation import gettext_lazy as _

from lms.audit import verbs


def ready() -> None:
    from quizzes.calibration import hooks
    from quizzes.delivery import consequences
    from quizzes.readiness import (
        foretelling,
        receivers,  # noqa: F401 - connects them
    )
    from quizzes.readiness.selectors import standards

    consequences.register("levels", foretelling.levels_after)
    hooks.register("levels", standards.measures)
    verbs.register(
        {
            "performance.attested": _("Duty performance attested"),
            "attestation.withdrawn": _("Attestation taken back"),
            "level.viewed": _("Looked at a person's level for a review"),
            "contest.decided": _("Review of a level decided"),
            "standard.proposed": _("Change of the standard of measurement proposed"),
            "standard.announced": _("Change of the standard of measurement announced"),
            "standard.withdrawn": _("Change of the standard of measurement given up"),
            "standard.in_force": _("New standard of measurement in force"),
            "standard.names_opened": _("Names behind a change of standard opened"),
        }
    )
