"""What this room tells the rooms below when the site starts."""

from django.utils.translation import gettext_lazy as _

from lms.audit import verbs


def ready() -> None:
    verbs.register(
        {
            "panel.convened": _("Panel for thresholds convened"),
            "panel.signed": _("Confidentiality statement of a panel signed"),
            "panel.round_closed": _("Round of a panel closed"),
            "panel.withdrawn": _("Panel given up"),
            "panel.adopted": _("Thresholds of a panel adopted"),
        }
    )
