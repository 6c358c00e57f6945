from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lms.people.sign_in import signed_in
from quizzes.delivery import hooks
from quizzes.delivery.forms import helper_in_words
from quizzes.delivery.models import Attempt
from quizzes.delivery.selectors.attempts import attempts_left
from quizzes.delivery.selectors.reviews import review_of
from quizzes.delivery.services import attempts


@login_required
@never_cache
@require_safe
def review(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The result in words and, where the rules allow it, each item with its answer; a sitting under way leads back, one
    that a room above laid out to its page there."""
    person, now = signed_in(request), timezone.now()
    attempt = get_object_or_404(Attempt.objects.visible_to(person).select_related("quiz"), uuid=uuid)
    attempts.close_if_overdue(attempt=attempt, now=now)
    found = review_of(attempt, now)
    if found is None:
        return redirect("quizzes:take", attempt.uuid)
    if instrument := hooks.instrument_of(attempt.quiz):
        return redirect(instrument.home(attempt.quiz))
    context = {
        "review": found,
        "attempt": attempt,
        "quiz": attempt.quiz,
        "attempts_left": attempts_left(person, attempt.quiz, now),
        "after": hooks.after(person, attempt.quiz),
        "helper": helper_in_words(attempt.assisted_by),
    }
    return render(request, "quizzes/delivery/attempt_review.html", context)
