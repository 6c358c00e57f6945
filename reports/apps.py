from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ReportsConfig(AppConfig):
    name = "reports"
    label = "reports"
    verbose_name = _("Reports")

    def ready(self) -> None:
        from courses.needs import hooks
        from lms.audit import verbs
        from lms.web.navigation import add_staff_link
        from reports.needs.freezing import freeze

        hooks.after_closing(freeze)
        verbs.register(
            {
                "snapshot.taken": _("Snapshot taken"),
                "report.drafted": _("Report drafted"),
                "report.written": _("Texts of a report changed"),
                "report.reviewed": _("Report reviewed"),
                "report.given_back": _("Reviewed report given back"),
                "report.sent": _("Report sent"),
                "report.link_made": _("One-time link to a report made"),
                "report.link_withdrawn": _("One-time link to a report withdrawn"),
                "report.read_by_link": _("Report read by a one-time link"),
                "report.returned": _("Report returned by its reviewer"),
                "report.paper": _("Signed paper of a report handed in"),
                "report.final": _("Finished version of a report handed in"),
                "report.received": _("Report received"),
                "report.archived": _("Report filed"),
                "report.planned": _("Date of the next report planned"),
                "report.downloaded": _("Document of a report downloaded"),
                "report.tables": _("Tables of a snapshot downloaded"),
                "needs.report_looked": _("Report of a needs survey looked at"),
                "needs.report_downloaded": _("Report of a needs survey downloaded"),
                "programme.plan": _("Training plan downloaded"),
                "report.exported": _("Report exported to a folder"),
                "report.looked": _("Figures of a snapshot looked at"),
                "report.excerpt": _("Figures of one town or street looked at"),
                "annex.recorded": _("Request for a list with names recorded"),
                "annex.downloaded": _("List with names downloaded"),
                "duty_file.downloaded": _("Duty files downloaded"),
                "statement.downloaded": _("Statement of class hours downloaded"),
            }
        )
        add_staff_link(pgettext_lazy("navigation", "Own town"), "/reports/excerpt/", "chair")
        add_staff_link(
            pgettext_lazy("navigation", "Duty files"), "/reports/duty-files/", "organiser", "chair", "committee"
        )
