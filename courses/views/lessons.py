"""A lesson is finished."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from courses.models import Lesson
from courses.selectors import learners, screens
from courses.services import progress
from lms.people.sign_in import signed_in
from lms.web.errors import NotAllowed


@login_required
@require_POST
def complete(request: HttpRequest, pk: int) -> HttpResponse:
    """Done; on to the next lesson, or to the module's page after the last."""
    lesson = get_object_or_404(Lesson.objects.current().select_related("module__page", "module__competence"), pk=pk)
    person = signed_in(request)
    if not learners.is_learner(person, lesson.module):
        raise NotAllowed(_("You are not enrolled in a programme with this lesson, so nothing is recorded."))
    now = timezone.now()
    progress.complete_lesson(person=person, lesson=lesson, now=now)
    screen = screens.lesson_screen(person, lesson, now=now)
    if screen.following is not None and screen.following.url:
        return redirect(screen.following.url)
    messages.success(
        request, _("You have read the last lesson of this module. Now practise, then take the assessment.")
    )
    return redirect(lesson.module.url or "/learn/")
