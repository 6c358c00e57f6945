"""Publishing at the hour that was set."""

from datetime import datetime

from django.core.management import call_command
from django.db.models import Q
from django.utils import timezone
from wagtail.models import Page, Revision


def publish_scheduled(now: datetime | None = None) -> int:
    """Publish the pages whose hour has come, withdraw those whose last hour has; how many there were."""
    now = now or timezone.now()
    due = Revision.objects.filter(approved_go_live_at__lt=now).count()
    due += Page.objects.filter(Q(live=True), expire_at__lt=now).count()
    if due:
        call_command("publish_scheduled", verbosity=0)
    return due
