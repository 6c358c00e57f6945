from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class QuizzesConfig(AppConfig):
    name = "quizzes"
    label = "quizzes"
    verbose_name = _("Quizzes")

    def ready(self) -> None:
        from lms.audit import verbs
        from lms.records import words
        from quizzes import naming
        from quizzes.bank import announce as bank
        from quizzes.readiness import announce

        bank.ready()
        announce.ready()
        words.register("attempt", naming.attempts)
        words.register("task", naming.tasks)
        words.register("competence", naming.competences)
        verbs.register({"attempts.regraded": _("Sittings scored anew after a corrected key")})
