from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CertificatesConfig(AppConfig):
    name = "certificates"
    label = "certificates"
    verbose_name = _("Certificates")

    def ready(self) -> None:
        from certificates import naming
        from certificates.selectors import regraded
        from lms.audit import verbs
        from lms.records import words
        from lms.web.navigation import add_staff_link
        from quizzes.delivery import consequences

        verbs.register(
            {
                "certificate.issued": _("Certificate issued"),
                "certificate.replaced": _("Certificate replaced after a change of name"),
                "certificate.revoked": _("Certificate withdrawn"),
                "certificate.design": _("Design of certificates saved"),
                "certificate.viewed": _("Certificate looked at"),
                "certificates.listed": _("List of certificates looked at"),
                "certificates.bundled": _("Certificates put together for export"),
                "certificates.downloaded": _("Certificates downloaded together"),
                "certificates.exported": _("Certificates exported to a folder"),
            }
        )
        words.register("certificate", naming.certificates)
        add_staff_link(_("Certificates"), "/certificates/manage/", "committee")
        consequences.register("certificates", regraded.certificates_after)
