"""What this concept tells the rooms below when the site starts."""

from django.utils.translation import gettext_lazy as _

from lms.audit import verbs


def ready() -> None:
    verbs.register(
        {
            "attestations.drawn": _("Attestations drawn for a second look"),
            "attestation.viewed": _("Opened the name behind an attestation"),
            "attestation.second_look": _("Second look at an attestation"),
            "attestation.case_decided": _("Case about an attestation decided"),
        }
    )
