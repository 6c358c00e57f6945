import json
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import OperationalError
from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from lms.people.sign_in import signed_in
from lms.web.errors import BadInput
from quizzes.delivery.models import Attempt
from quizzes.delivery.selectors.sittings import in_words
from quizzes.delivery.served import Served
from quizzes.delivery.services import attempts
from quizzes.delivery.services.attempts import Conflict, Saved, Sent
from quizzes.delivery.views.sittings import this_browser

LARGEST = 64 * 1024
"""Bytes; a choice has some hundred, a long written answer or a simulation's acts some thousand."""


@never_cache
@require_POST
def save(request: HttpRequest, uuid: UUID) -> JsonResponse:
    """Store one answer for a script: {position, payload, client_id, client, based_on} in JSON.

    200 {saved_at, clock, seq, late, locked, left} once it is committed, `left` being the seconds that remain; 401
    signed out; 404 not this person's; 409 answered on another device meanwhile, with both answers; 400 or 413 for what
    is no answer; 503 when the database is busy.
    """
    if not request.user.is_authenticated:
        return _problem(401, _("You are signed out. Your answers are kept on this device; please sign in again."))
    if int(request.headers.get("Content-Length") or 0) > LARGEST:
        return _problem(413, _("This is too large to be an answer."))
    try:
        saved = attempts.record_own_response(
            person=signed_in(request), uuid=uuid, sent=_read(request), now=timezone.now()
        )
        attempts.close_if_overdue(attempt=saved.attempt)
    except Attempt.DoesNotExist:
        return _problem(404, _("This sitting was not found."))
    except Conflict as conflict:
        return JsonResponse({"error": str(conflict), **_both(conflict)}, status=409)
    except BadInput as bad:
        return _problem(400, str(bad))
    except OperationalError:
        busy = _problem(503, _("The server is busy; the answer is sent again."))
        busy["Retry-After"] = "2"
        return busy
    return JsonResponse(_receipt(saved, timezone.now()))


def _receipt(saved: Saved, now: datetime) -> dict[str, Any]:
    local, deadline = timezone.localtime(saved.saved_at), saved.attempt.deadline
    return {
        "saved_at": local.isoformat(),
        "clock": f"{local:%H:%M:%S}",
        "seq": saved.seq,
        "late": saved.late,
        "locked": saved.locked,
        "left": None if deadline is None else max(int((deadline - now).total_seconds()), 0),
    }


KINDS: dict[str, type] = {"position": int, "payload": dict, "client_id": str, "based_on": int}


def _read(request: HttpRequest) -> Sent:
    """The body where its fields are of the right kinds. BadInput for anything else."""
    try:
        body = json.loads(request.body)
    except ValueError:
        body = None
    if not isinstance(body, dict) or not all(type(body.get(name)) is kind for name, kind in KINDS.items()):
        raise BadInput(_("This answer could not be read. Please open the page again."))
    if not isinstance(body.get("client", ""), str) or not 0 <= body["position"] < 10_000:
        raise BadInput(_("This answer could not be read. Please open the page again."))
    return Sent(
        position=body["position"],
        payload=body["payload"],
        client_id=body["client_id"],
        client=this_browser(request, body.get("client", "")),
        based_on=body["based_on"],
        served=True,
    )


def _both(conflict: Conflict) -> dict[str, Any]:
    """The two answers, for the learner to choose."""
    current = conflict.current
    served = Served(current.presented.version)
    return {
        "current": {
            "payload": served.out(current.payload),
            "words": in_words(current.presented, current.payload),
            "seq": current.seq,
            "clock": f"{timezone.localtime(current.received_at):%H:%M:%S}",
        },
        "yours": {"payload": served.out(conflict.payload), "words": in_words(current.presented, conflict.payload)},
    }


def _problem(status: int, text: str) -> JsonResponse:
    body = {"error": text} | ({"sign_in": reverse("account_login")} if status == 401 else {})
    return JsonResponse(body, status=status)
