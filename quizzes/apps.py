from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class QuizzesConfig(AppConfig):
    name = "quizzes"
    label = "quizzes"
    verbose_name = _("Quizzes")

    def ready(self) -> None:
        from lms.audit import verbs
        from quizzes.bank import announce as bank
        from quizzes.readiness import announce

        bank.ready()
        announce.ready()
        verbs.register({"attempts.regraded": _("Sittings scored anew after a corrected key")})
