"""What every page is told by the room that composes them."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from lms.site.services import demonstration


def site(request: HttpRequest) -> dict[str, object]:
    """`demonstration`: how far the demonstration cohort is, while it is being prepared."""
    return {"demonstration": demonstration.under_way(now=timezone.now()) if settings.DEMO else None}
