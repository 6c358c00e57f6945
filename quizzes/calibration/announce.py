"""What this concept tells the rooms below when the site starts."""

from django.utils.translation import gettext_lazy as _

from lms.audit import verbs


def ready() -> None:
    verbs.register({"items.calibrated": _("Items calibrated"), "calibrations.linked": _("Calibrations linked")})
