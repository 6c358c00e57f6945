import mimetypes

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class QuizzesConfig(AppConfig):
    name = "quizzes"
    label = "quizzes"
    verbose_name = _("Quizzes")

    def ready(self) -> None:
        from lms.records import words
        from quizzes import naming
        from quizzes.appraisal import announce as appraisal
        from quizzes.bank import announce as bank
        from quizzes.bank import exports
        from quizzes.calibration import announce as calibration
        from quizzes.delivery import announce as delivery
        from quizzes.exchange.services import chosen
        from quizzes.panels import announce as panels
        from quizzes.quality import announce as quality
        from quizzes.readiness import announce

        mimetypes.add_type("image/webp", ".webp")  # Python 3.11 does not know it, and nobody may guess (nosniff)
        bank.ready()
        exports.use(chosen.writable, chosen.export_chosen)
        delivery.ready()
        calibration.ready()
        announce.ready()
        appraisal.ready()
        panels.ready()
        quality.ready()
        words.register("attempt", naming.attempts)
        words.register("task", naming.tasks)
        words.register("competence", naming.competences)
