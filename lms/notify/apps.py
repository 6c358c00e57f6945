from django.apps import AppConfig
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class NotifyConfig(AppConfig):
    name = "lms.notify"
    label = "notify"
    verbose_name = _("Notices and jobs")

    def ready(self) -> None:
        from lms.notify.selectors import queue
        from lms.web import health

        health.register("queue", lambda: queue.problem(now=timezone.now()))
