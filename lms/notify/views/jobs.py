from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from lms.notify.models import Job


@login_required
def job(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """How far a piece of work is, for whoever asked for it; another person finds no page here."""
    found = get_object_or_404(Job, uuid=uuid, created_by_uuid=getattr(request.user, "uuid", None))
    return render(request, "notify/job.html", {"job": found, "next": found.kwargs.get("next", "")})
