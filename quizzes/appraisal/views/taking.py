"""The readiness test as whoever takes it sees it: what it is, how far one is, the result."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from lms.people.sign_in import signed_in
from lms.web.errors import Refusal
from quizzes.appraisal.models import Booklet
from quizzes.appraisal.selectors.pages import home_page, result_page, scope_of
from quizzes.appraisal.services import booklets, designs
from quizzes.delivery.services import attempts
from quizzes.delivery.views.quizzes import mode_of


@login_required
@never_cache
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What awaits the person, how far they are, what came of it."""
    page = home_page(signed_in(request))
    return render(request, "quizzes/appraisal/home.html", {"page": page})


@login_required
@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Begin the next sitting, or go on with the one under way."""
    person, now = signed_in(request), timezone.now()
    scope = scope_of(person)
    design = designs.ensure(scope=scope, now=now) if scope else None
    if design is None:
        raise Refusal(_("There is no readiness test for you yet. Please ask the staff of your congress."))
    attempt = attempts.start(person=person, quiz=design.quiz, mode=mode_of(request), now=now)
    return redirect("quizzes:take", attempt.uuid)


@login_required
@never_cache
@require_safe
def result(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One result in words, as a picture and as a table."""
    booklet = _own(request, uuid)
    page = result_page(booklet)
    if page is None:
        return redirect("quizzes:appraisal")
    context = {"page": page, "may_ask": booklets.may_ask(page.appraisal)}
    return render(request, "quizzes/appraisal/result.html", context)


@login_required
@require_POST
def second(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Ask for a second form on top of this result."""
    page = result_page(_own(request, uuid))
    if page is None:
        return redirect("quizzes:appraisal")
    booklets.ask_second(person=signed_in(request), appraisal=page.appraisal, now=timezone.now())
    messages.success(request, _("The second form is ready. Its questions are others; begin whenever you like."))
    return redirect("quizzes:appraisal")


def _own(request: HttpRequest, uuid: UUID) -> Booklet:
    rows = Booklet.objects.visible_to(signed_in(request)).select_related("design__calibration")
    return get_object_or_404(rows, uuid=uuid)
