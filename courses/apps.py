from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class CoursesConfig(AppConfig):
    name = "courses"
    label = "courses"
    verbose_name = _("Courses")

    def ready(self) -> None:
        from courses import (
            naming,
            receivers,  # noqa: F401 - connects them
        )
        from courses.selectors import programmes, progress, regraded
        from courses.words import AUDIT_VERBS
        from lms.audit import verbs
        from lms.records import words
        from lms.web.navigation import add_staff_link
        from quizzes.delivery import consequences
        from quizzes.delivery import hooks as delivery
        from quizzes.readiness import hooks as readiness

        verbs.register(AUDIT_VERBS)
        add_staff_link(
            pgettext_lazy("navigation", "Without a result"),
            "/people/without-result/",
            "organiser",
            "chair",
            "committee",
        )
        add_staff_link(pgettext_lazy("navigation", "Needs survey"), "/needs/rounds/", "organiser", "chair", "committee")
        words.register("lesson", naming.lessons)
        words.register("module", naming.modules)
        words.register("programme", naming.programmes)
        words.register("session", naming.sessions)
        readiness.use_scopes(programmes.scopes_of_many)
        readiness.use_next_steps(progress.next_steps)
        delivery.use_after(progress.after_quiz)
        consequences.register("modules", regraded.modules_after)
