from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PointsConfig(AppConfig):
    name = "lms.points"
    label = "points"
    verbose_name = _("Points")

    def ready(self) -> None:
        from lms.audit import verbs

        verbs.register(
            {
                "ranking.decided": _("Decision on the ranking recorded"),
                "ranking.ended": _("Ranking turned off"),
            }
        )
