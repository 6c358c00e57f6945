"""A deputy asks about a lesson, or takes a question back. Forms on the lesson's page; every answer leads back there."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from courses.models import Lesson, LessonQuestion
from courses.services import questions
from lms.people.sign_in import signed_in


@login_required
@require_POST
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    lesson = get_object_or_404(Lesson.objects.current().select_related("module", "page"), pk=pk)
    questions.ask(lesson=lesson, person=signed_in(request), text=request.POST.get("text", ""), now=timezone.now())
    messages.success(request, _("Your question is with the teachers. The answer comes as a notice and stands here."))
    return redirect(questions.address(lesson) or "/learn/")


@login_required
@require_POST
def withdraw(request: HttpRequest, uuid: UUID) -> HttpResponse:
    mine = LessonQuestion.objects.filter(person=signed_in(request)).select_related("lesson__page")
    question = get_object_or_404(mine, uuid=uuid)
    questions.withdraw(question=question, person=signed_in(request), now=timezone.now())
    messages.success(request, _("The question is taken back; its text is deleted."))
    return redirect(questions.address(question.lesson) or "/learn/")
