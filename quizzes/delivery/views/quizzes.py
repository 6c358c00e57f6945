from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from lms.people.sign_in import signed_in
from quizzes.delivery import hooks
from quizzes.delivery.models import Attempt, Quiz
from quizzes.delivery.selectors.starts import start_page
from quizzes.delivery.services import attempts


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, slug: str) -> HttpResponse:
    """What awaits the person; only a POST begins or resumes."""
    quiz = get_object_or_404(Quiz, slug=slug)
    person = signed_in(request)
    now = timezone.now()
    if request.method == "POST":
        attempt = attempts.start(person=person, quiz=quiz, mode=mode_of(request), now=now)
        return redirect("quizzes:take", attempt.uuid)
    if instrument := hooks.instrument_of(quiz):
        return redirect(instrument.home(quiz))
    page = start_page(person, quiz, now)
    if page.open_attempt and attempts.close_if_overdue(attempt=page.open_attempt, now=now):
        page = start_page(person, quiz, now)
    context = {"page": page, "quiz": quiz, "after": hooks.after(person, quiz)}
    return render(request, "quizzes/delivery/quiz_start.html", context)


def mode_of(request: HttpRequest) -> str:
    """Phones and tablets name themselves so; everything else counts as a desktop."""
    agent = request.headers.get("User-Agent", "")
    return Attempt.Mode.PHONE if "Mobi" in agent or "Android" in agent else Attempt.Mode.DESKTOP
