from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

VERBS = {
    "account.created": _("account made"),
    "account.signed_in": _("signed in"),
    "account.locked": _("sign-in locked after failed attempts"),
    "account.unlocked": _("sign-in unlocked"),
    "account.password_set": _("password chosen"),
    "account.closed": _("account closed"),
    "account.opened": _("account opened again"),
    "account.renamed": _("user name changed"),
    "account.sessions_ended": _("signed out everywhere"),
    "account.anonymised": _("person anonymised"),
    "role.granted": _("role given"),
    "role.ended": _("role ended"),
    "roles.viewed": _("accounts and roles looked at"),
    "mandate.changed": _("state of a mandate changed"),
    "person.viewed": _("entry of a deputy looked at"),
    "phone.shown": _("telephone number shown"),
    "organs.imported": _("organs imported"),
    "roster.uploaded": _("roster uploaded"),
    "roster.corrected": _("roster corrected before its import"),
    "roster.errors_saved": _("faults of a roster saved as a file"),
    "roster.imported": _("roster imported"),
    "roster.given_up": _("roster given up"),
    "slips.printed": _("account slips printed"),
    "slips.downloaded": _("sheet of account slips downloaded"),
    "slips.opened": _("signed in by account slip"),
    "audit.viewed": _("audit log looked at"),
    "audit.exported": _("audit log exported"),
    "audit.verified": _("audit log verified"),
}


class PeopleConfig(AppConfig):
    name = "lms.people"
    label = "people"
    verbose_name = _("People")

    def ready(self) -> None:
        from axes.signals import user_locked_out
        from django.contrib.auth.signals import user_logged_in
        from django.core import checks

        from lms.audit import verbs
        from lms.people import checks as own_checks
        from lms.people import receivers, sessions
        from lms.web import elder, navigation

        user_logged_in.connect(sessions.begin, dispatch_uid="people.sessions.begin")
        verbs.register(VERBS)
        navigation.add_staff_link(
            pgettext_lazy("navigation", "Account slips"), "/people/slips/", "organiser", "committee"
        )
        elder.use_store(receivers.kept_elder_mode, receivers.keep_elder_mode)
        user_locked_out.connect(receivers.note_lock, dispatch_uid="people.note_lock")
        checks.register(own_checks.keys_are_there)
        checks.register(own_checks.no_demonstration_accounts)
