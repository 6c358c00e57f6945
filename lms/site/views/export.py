"""A person's own data, to take along (Personal Information Protection Law, article 45)."""

from __future__ import annotations

import json

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from lms.audit.services import log
from lms.people.sign_in import signed_in
from lms.site.selectors.own_data import own_data


@login_required
def own(request: HttpRequest) -> HttpResponse:
    """Everything the system holds of the person who asks, as one JSON file; the export is audited."""
    person = signed_in(request)
    now = timezone.now()
    log.record(
        actor_uuid=person.uuid, verb="own_data.exported", object_type="person", object_id=str(person.uuid), now=now
    )
    body = json.dumps(own_data(person), ensure_ascii=False, indent=2, default=str)
    response = HttpResponse(body, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="my-data-{now:%Y%m%d}.json"'
    return response
