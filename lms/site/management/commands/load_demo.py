"""Bring the demonstration district: units, 490 invented mandates, and a sign-in for every role."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from lms.site.services import demonstration
from lms.web.commands import SummaryCommand


class Command(SummaryCommand):
    help = "Bring the demonstration district (everybody in it is invented). A second run changes nothing."

    def work(self, **options: Any) -> str:
        return demonstration.load(now=timezone.now())
