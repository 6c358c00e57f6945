from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    name = "reports"
    label = "reports"
    verbose_name = _("Reports")

    def ready(self) -> None:
        from lms.audit import verbs

        verbs.register(
            {
                "snapshot.taken": _("Snapshot taken"),
                "report.drafted": _("Report drafted"),
                "report.written": _("Texts of a report changed"),
                "report.reviewed": _("Report reviewed"),
                "report.given_back": _("Reviewed report given back"),
                "report.sent": _("Report sent"),
                "report.downloaded": _("Document of a report downloaded"),
                "report.tables": _("Tables of a snapshot downloaded"),
                "report.exported": _("Report exported to a folder"),
            }
        )
